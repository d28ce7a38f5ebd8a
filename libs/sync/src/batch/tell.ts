import type { CanonicalWriteRecord, LinkTold, Message, Scalar, Values } from '@samsvar/contracts';
import { messageId, recordKey, ticketKey } from '@samsvar/contracts';
import type { LinkEvent, MemberKey, WriteAsked } from '../link/events.js';
import { resourceOf, systemOf } from '../link/events.js';
import { recordIn } from './reference.js';
import type { Out } from './settings.js';
import type { OpenLink } from './links.js';
import { keysOf, referenceIn } from './links.js';
import type { Work } from './work.js';

const source = 'link';

/**
 * Everything this turn has to say: commands to members, each with its cause (Inv 16), and what happened to links,
 * without values (Inv 10).
 */
export function tell(work: Work): readonly Out[] {
  const happened = work.links.changed().filter(({ events }) => events.length > 0);
  const changed = happened.flatMap((open) => {
    const traceparent = work.origins.traceOf(open);
    const out = [...commandsOf(work, open), toldOf(work, open)];
    return traceparent === undefined ? out : out.map((one) => ({ ...one, traceparent }));
  });
  return [...changed, ...work.asks];
}

function commandsOf(work: Work, open: OpenLink): readonly Out[] {
  return open.events
    .filter((event): event is WriteAsked => event.type === 'WriteAsked')
    .filter((event) => open.state.members[event.member]?.asked?.n === event.n)
    .map((event) => command(work, open, { key: event.member }));
}

interface Asking {
  readonly key: MemberKey;
  /** Nobody has answered for long: it is told once more, under an id of this turn. */
  readonly again?: boolean;
}

/** The command for the write that a member is asked. */
export function command(work: Work, open: Pick<OpenLink, 'state' | 'cause' | 'bulk'>, asking: Asking): Out {
  const { state, cause } = open;
  const member = state.members[asking.key]!;
  const asked = member.asked!;
  const category = asked.linkCategory ?? state.category!;
  const { system, resource } = { system: systemOf(asking.key), resource: resourceOf(asking.key) };
  const ticket = { linkId: state.id, system, resource, n: asked.n };
  const data: CanonicalWriteRecord = {
    ticket,
    tenant: work.settings.id,
    op: asked.op,
    kind: state.kind!,
    category,
    ...(member.ref && { ref: member.ref }),
    ...(asked.op === 'create' && { reference: referenceIn(state) }),
    values: spoken(work, category, asking.key, asked.wanted),
    expected: asked.op === 'create' ? {} : spoken(work, category, asking.key, asked.expected),
    decidedOn: asked.decidedOn,
    cause,
    ...(asking.again && { again: true }),
  };
  const key = member.ref ? recordKey(member.ref) : `${work.settings.id}/${state.id}`;
  const message: Message = {
    id: messageId('write', ticketKey(ticket), ...(asking.again ? [String(work.now)] : [])),
    type: 'WriteRecord',
    source,
    subject: key,
    ...caused(cause),
    data,
  };
  return { topic: open.bulk ? 'commands.canonical.bulk' : 'commands.canonical', key, message };
}

/** Values as the member's own system names things: references become that system's record keys. */
function spoken(
  work: Work,
  category: CanonicalWriteRecord['category'],
  member: MemberKey,
  values: Values,
): Record<string, Scalar> {
  const { fields } = work.settings.policyOf(category);
  const said: Record<string, Scalar> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!fields[name]?.reference || typeof value !== 'string') said[name] = value;
    else {
      const target = work.target(value);
      const key = target && recordIn(target, member);
      if (key !== undefined) said[name] = key;
    }
  }
  return said;
}

function toldOf(work: Work, open: OpenLink): Out {
  const { state, events, stored, standing, cause } = open;
  const data: LinkTold = {
    tenant: work.settings.id,
    linkId: state.id,
    kind: state.kind!,
    flows: [...standing!.flows],
    state: standing!.state,
    events: events.map((event, index) => told(open, event, stored.version + index + 1)),
  };
  const message: Message = {
    id: messageId('told', state.id, String(stored.version + 1)),
    type: 'LinkTold',
    source,
    subject: state.id,
    ...caused(cause),
    data,
  };
  return { topic: 'links', key: `${work.settings.id}/${state.id}`, message };
}

function told(open: OpenLink, event: LinkEvent, version: number): LinkTold['events'][number] {
  const member = 'member' in event ? keysOf(open.state)[event.member] : undefined;
  const fields = fieldsOf(event);
  const reasons = 'reasons' in event ? event.reasons : 'refusals' in event ? event.refusals : undefined;
  return {
    event: event.type,
    version,
    ...(member !== undefined && { member }),
    ...(fields && { fields: [...fields] }),
    ...(reasons && { reasons: reasons.map(({ field, code }) => ({ field, code })) }),
  };
}

/** The names of the fields an event is about. */
export function fieldsOf(event: LinkEvent): readonly string[] | undefined {
  if ('fields' in event) return event.fields === 'all' ? undefined : event.fields;
  if (event.type === 'MemberSaid') return Object.keys(event.values);
  if (event.type === 'WriteSettled') return event.sent;
  if (event.type === 'LossyLearnt') return Object.keys(event.told);
  if ('unit' in event && event.unit !== '*') return [event.unit];
  return 'field' in event ? [event.field] : undefined;
}

const caused = (cause: string) => (cause === '' ? {} : { causationid: cause });
