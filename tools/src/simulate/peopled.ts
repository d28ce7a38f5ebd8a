import type { RecordRef, System } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { MemoryLedger } from '@samsvar/sync/testing';
import { streamOf } from './faults.js';
import { People } from './people.js';
import { populate } from './population.js';
import { founderOf } from './wording.js';
import type { World } from './world.js';
import type { WorldOptions } from './world-options.js';

/** The people of a world, among what was there in the beginning. */
export function peopled(world: World, focus: WorldOptions['focus']): People {
  const random = streamOf(world.seed, 'people');
  const ends = { customs: world.customs, pogo: world.pogo, hrm: world.hrm, random };
  const people = new People({
    ...ends,
    operator: world.operator,
    trace: world.trace,
    value: (of) => world.value(of),
    now: () => world.now,
    counterpart: (resource, id) => world.counterpart(resource, id),
    born: ({ resource, id }) => bornOf(world.ledger, `default/customhrm/${resource}/${id}`),
    member: (one, atHrm) => world.member(one, systemAt(atHrm)),
    founder: (link) => founderOf(world.ledger, link),
    wanted: (one) => {
      const { agreed = {}, members = {} } = world.stateOf(one) ?? {};
      return { agreed, wanted: Object.values(members).flatMap(({ asked }) => (asked ? [asked.wanted] : [])) };
    },
    known: (one, atHrm) => {
      const ref = world.member(one, systemAt(atHrm))?.ref;
      return ref && world.connectors[systemAt(atHrm)].known(recordKey(ref));
    },
  });
  if (focus) people.focusOn(focus);
  populate({ ...ends, value: (of) => world.value(of), chronicle: people.chronicle, twins: world.twins });
  return people;
}

/** The PowerOffice Go record in the link of an HRM record. */
function bornOf(ledger: MemoryLedger, key: string): RecordRef | undefined {
  const linkId = ledger.rows.get(key)?.linkId;
  const members = Object.entries(ledger.kept.get(linkId ?? '')?.changed.state.members ?? {});
  return members.find(([at]) => at.startsWith('powerofficego'))?.[1].ref;
}

const systemAt = (atHrm: boolean): System => (atHrm ? 'customhrm' : 'powerofficego');
