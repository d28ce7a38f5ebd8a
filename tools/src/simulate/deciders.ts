import type { Decision } from '@samsvar/contracts';
import { type LinkEvent, isQuestion, keptIn, type LinkState, openUnits, type TenantSettings } from '@samsvar/sync';
import type { MemoryLedger } from '@samsvar/sync/testing';
import { type Faults, streamOf } from './faults.js';
import type { Operator } from './operator.js';
import type { Random } from './random.js';
import type { Trace } from './trace.js';

interface Desk {
  readonly ledger: MemoryLedger;
  readonly settings: TenantSettings;
  readonly operator: Operator;
  readonly faults: Faults;
  readonly trace: Trace;
}

/** People who decide what link asks about; each request is sent twice, and carried out while data moves. */
export class Deciders {
  private readonly random: Random;
  private readonly partings: Random;

  constructor(
    seed: number,
    private readonly desk: Desk,
  ) {
    this.random = streamOf(seed, 'deciding');
    this.partings = streamOf(seed, 'partings');
  }

  /** Now and then somebody decides something. */
  some(): void {
    if (this.random.chance(0.1)) this.decide(chosenDecision(this.desk, this.random));
  }

  /** All that is open is decided, one way or the other. */
  allThatIsOpen(): void {
    this.decide(openDecision(this.desk, this.random));
    for (const { changed } of this.desk.ledger.kept.values()) {
      if (isQuestion(changed.state)) this.decide(parting(changed.state, this.partings));
    }
  }

  private decide(decision: Decision | undefined): void {
    const { operator, faults, trace } = this.desk;
    if (!decision) return;
    faults.hit('decides');
    trace.note('decides', () => decision);
    for (let times = 0; times < 2; times++) operator.wants(() => decision);
  }
}

/** What somebody may decide about a link: settle what is open, have it tried again, restore what lost. */
function chosenDecision(desk: Desk, random: Random): Decision | undefined {
  const links = [...desk.ledger.kept.values()];
  if (links.length === 0) return undefined;
  const { changed, events, version } = random.pick(links);
  const possible = [
    ...openOf(desk, changed.state).map((unit) => settling(changed.state, unit, random, version)),
    ...parkedUnits(changed.state).map((unit): Decision => ({ type: 'release', link: changed.state.id, unit })),
    ...restorable(changed.state, events),
  ];
  return possible.length === 0 ? undefined : random.pick(possible);
}

/** What a person is asked about a link. */
const openOf = ({ settings }: Desk, state: LinkState): readonly string[] =>
  state.category ? openUnits(state, settings.policyOf(state.category)) : [];

function settling({ id }: LinkState, unit: string, random: Random, version: number): Decision {
  const winner = random.pick(['agreed', 'powerofficego', 'customhrm'] as const);
  const shown = random.chance(0.5) ? { version } : {};
  return { type: 'settleConflict', link: id, unit, winner, ...shown };
}

/** What becomes of the record that is left. */
const parting = ({ id }: LinkState, random: Random): Decision => ({
  type: 'settleGone',
  link: id,
  choice: random.pick(['deactivate', 'keep']),
});

const parkedUnits = ({ units }: LinkState): readonly string[] =>
  Object.keys(units).filter((name) => units[name]!.parked !== undefined);

function restorable({ id }: LinkState, events: readonly LinkEvent[]): readonly Decision[] {
  return events.flatMap((event, at) => {
    const kept = keptIn(event);
    return kept?.unit === undefined ? [] : [{ type: 'restore', link: id, unit: kept.unit, version: at + 1 }];
  });
}

/** What is still open when nobody edits any more, decided one way or the other, and all of it at once. */
function openDecision(desk: Desk, random: Random): Decision | undefined {
  const links = [...desk.ledger.kept.values()]
    .filter(({ changed }) => openOf(desk, changed.state).length > 0)
    .map(({ changed }) => changed.state.id);
  if (links.length === 0) return undefined;
  return { type: 'settleConflicts', links, winner: random.pick(['agreed', 'powerofficego', 'customhrm'] as const) };
}
