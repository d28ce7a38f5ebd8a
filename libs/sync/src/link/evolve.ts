import type { Scalar } from '@samsvar/contracts';
import { omit, pick } from '../values.js';
import type {
  LinkEvent,
  LossyLearnt,
  MemberJoined,
  MemberSaid,
  ReferenceWaits,
  Turn,
  UnitReleased,
  ValuesAgreed,
} from './events.js';
import { speaks, spokenIn } from './evolve-roles.js';
import { erased } from './erasure.js';
import { evolveParting, isParting, withoutParting } from './evolve-parting.js';
import { counted, withMember } from './evolve-member.js';
import { evolveIdentity, isWhoIsWho, opened, together } from './evolve-identity.js';
import { evolveUnits, type UnitEvent } from './evolve-units.js';
import { asked, overtaken, settled, unwritten } from './evolve-writes.js';
import type { Origin } from './origin.js';
import type { PartingEvent } from './parting-events.js';
import type { LinkState, Member } from './state.js';
import { without } from './state.js';

/** What the link is after an event. Never refuses: events are facts. */
export function evolve(state: LinkState, event: LinkEvent): LinkState {
  switch (event.type) {
    case 'LinkErased':
      return erased(state, event);
    case 'LinkOpened':
      return opened(state, event);
    case 'MemberJoined':
      return joined(state, event);
    case 'MemberSaid':
      return said(state, event);
    case 'ValuesAgreed':
      return agreed(state, event);
    case 'MemberAgreed':
      return withMember(state, event.member, (m) => ({ ...m, base: { ...m.base, ...pick(m.said, event.fields) } }));
    case 'WriteAsked':
      return asked(state, event);
    case 'WriteSettled':
      return settled(state, event);
    case 'WriteStale':
      return withMember(state, event.member, (m) => ({ ...unwritten(m, event.held), stales: m.stales + 1 }));
    case 'WriteRefused':
      return withMember(state, event.member, (m) => unwritten(m, event.held));
    case 'LossyLearnt':
      return withMember(state, event.member, (m) => ({ ...m, lossy: { ...m.lossy, ...lossy(event) } }));
    case 'Overridden':
      return withMember(state, event.member, (m) => ({ ...m, overridden: counted(m.overridden, event.fields) }));
    case 'ReferenceWaits':
      return waiting(state, event);
    case 'ReferenceFound':
      return withMember(state, event.member, (m) => ({ ...m, waits: without(m.waits, event.field) }));
    case 'UnitReleased':
      return evolveUnits(event.by ? triedAnew(state, event) : state, event);
    default:
      return isWhoIsWho(event) ? evolveIdentity(state, event) : evolveOther(state, event);
  }
}

/** What is left to a link's parts: its units, and what becomes of it when a record is gone. */
function evolveOther(state: LinkState, event: UnitEvent | PartingEvent): LinkState {
  if (isParting(event)) return evolveParting(state, event);
  const quarrels = event.type === 'ConflictFound' && event.unit === '*';
  return evolveUnits(quarrels ? withoutParting(state) : state, event);
}

function joined(state: LinkState, event: MemberJoined): LinkState {
  const { ref, revision, category, roles, mapping, values, reading } = event;
  return withMember(together(state, event), event.member, (m) => ({
    ...m,
    ref,
    revision,
    category,
    roles,
    mapping,
    ...(reading && { reading }),
    said: values,
    base: {},
  }));
}

function said(state: LinkState, event: MemberSaid): LinkState {
  const spoken = withMember(state, event.member, (m) => {
    const told = overtaken(m, event.values);
    const { reading: _, ...switched } = event.speaker ? speaks(told, event.speaker) : told;
    return {
      ...switched,
      ...(event.reading && { reading: event.reading }),
      revision: event.revision,
      stales: isSaidAnew(event) ? 0 : switched.stales,
      ...(event.mapping && { mapping: event.mapping }),
      ...(event.roles && { roles: event.roles }),
      ...(event.ref && { ref: event.ref }),
      said: omit({ ...switched.said, ...event.values }, event.unknown ?? []),
    };
  });
  const touched = touches(state, event);
  const parted = touched ? { ...spoken, parting: { ...state.parting!, touched } } : spoken;
  return event.speaker ? spokenIn(parted, event.speaker.category) : parted;
}

/** It says something else, or was told by itself rather than in an answer: what it may be stale against is known. */
const isSaidAnew = ({ values, mapping }: MemberSaid): boolean =>
  Object.keys(values).length > 0 || mapping !== undefined;

/** Whether this changes a record that was deactivated because its counterpart is gone. */
const touches = ({ parting }: LinkState, { member, values }: MemberSaid): boolean =>
  parting?.done === true && member !== parting.member && Object.keys(values).length > 0;

function agreed(state: LinkState, event: ValuesAgreed): LinkState {
  const speaker = event.from && state.members[event.from];
  const source = event.values ?? speaker?.said ?? {};
  const fields = event.fields === 'all' ? Object.keys(source).filter((field) => source[field] !== null) : event.fields;
  const next = Object.fromEntries(fields.map((field) => [field, source[field] ?? null]));
  const members = Object.fromEntries(
    Object.entries(state.members).map(([key, member]) => [key, forgetTries(member, fields)]),
  ) as LinkState['members'];
  const settled = state.settled.filter((unit) => !fields.includes(unit));
  const origins = event.unit === undefined ? {} : { origins: originsAfter(state, event.unit, event.origin) };
  const more = { ...origins, ...turned(state, event.turn) };
  const changed = { ...state, ...more, agreed: { ...state.agreed, ...next }, members, settled };
  if (!event.from || event.values) return changed;
  const took = event.fields === 'all' ? undefined : fields;
  return withMember(changed, event.from, (m) => ({ ...m, base: took ? { ...m.base, ...pick(m.said, took) } : m.said }));
}

function originsAfter({ origins = {} }: LinkState, unit: string, origin: Origin | undefined) {
  return origin ? { ...origins, [unit]: origin } : without(origins, unit);
}

/** A person has it tried again: how often it was tried before no longer counts. */
function triedAnew(state: LinkState, { fields = [] }: UnitReleased): LinkState {
  const forget = (member: Member): Member =>
    member.stales === 0 && !fields.some((field) => field in member.written)
      ? member
      : { ...member, stales: 0, written: fields.reduce<Member['written']>(without, member.written) };
  const members = Object.entries(state.members).map(([key, member]) => [key, forget(member)]);
  return { ...state, members: Object.fromEntries(members) as LinkState['members'] };
}

function turned({ turns }: LinkState, turn: Turn | undefined): Pick<LinkState, 'turns'> {
  if (!turn) return {};
  const { unit, ...rest } = turn;
  return { turns: { ...turns, [unit]: rest } };
}

/** A new agreed value begins anew: what was learnt about writing the old one no longer matters. */
function forgetTries(member: Member, fields: readonly string[]): Member {
  if (!fields.some((field) => field in member.lossy || field in member.written || field in member.overridden))
    return member;
  const forget = <T>(from: Readonly<Record<string, T>>) => fields.reduce<Readonly<Record<string, T>>>(without, from);
  return {
    ...member,
    lossy: forget(member.lossy),
    written: forget(member.written),
    overridden: forget(member.overridden),
  };
}

function waiting(state: LinkState, event: ReferenceWaits): LinkState {
  const { field, target, holds, exempt } = event;
  return withMember(state, event.member, (m) => ({
    ...m,
    said: target.includes('/') ? omit(m.said, [field]) : m.said,
    waits: { ...m.waits, [field]: { target, holds, ...(exempt && { exempt }) } },
  }));
}

const lossy = ({ told, stored }: LossyLearnt) =>
  Object.fromEntries(
    Object.keys(told).map((field) => [field, { told: told[field] as Scalar, stored: stored[field] ?? null }]),
  );
