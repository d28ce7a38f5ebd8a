import type { Scalar, Values } from '@samsvar/contracts';
import { omit, pick } from '../values.js';
import type {
  LinkEvent,
  MemberJoined,
  MemberKey,
  MemberSaid,
  ReferenceWaits,
  ValuesAgreed,
  WriteAsked,
  WriteSettled,
} from './events.js';
import type { LinkState, Member, UnitState } from './state.js';
import { noMember } from './state.js';

/** What the link is after an event. Never refuses: events are facts. */
export function evolve(state: LinkState, event: LinkEvent): LinkState {
  switch (event.type) {
    case 'LinkOpened':
      return { ...state, kind: event.kind, category: event.category, founding: event.founding };
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
      return withMember(state, event.member, ({ asked: _, ...rest }) => ({ ...rest, stales: rest.stales + 1 }));
    case 'WriteRefused':
      return withMember(state, event.member, ({ asked: _, ...rest }) => rest);
    case 'LossyLearnt':
      return withMember(state, event.member, (m) => ({
        ...m,
        lossy: { ...m.lossy, ...lossy(event.told, event.stored) },
      }));
    case 'Overridden':
      return withMember(state, event.member, (m) => ({ ...m, overridden: counted(m.overridden, event.fields) }));
    case 'ReferenceWaits':
      return waiting(state, event);
    case 'ReferenceFound':
      return withMember(state, event.member, (m) => ({ ...m, waits: without(m.waits, event.field) }));
    default:
      return evolveUnits(state, event);
  }
}

type UnitEvent = Extract<
  LinkEvent,
  {
    type:
      | 'InitialDifference'
      | 'ConflictFound'
      | 'ConflictSettled'
      | 'MatchProposed'
      | 'RecordSkipped'
      | 'UnitParked'
      | 'UnitReleased';
  }
>;

function evolveUnits(state: LinkState, event: UnitEvent): LinkState {
  switch (event.type) {
    case 'InitialDifference':
      return event.winner === 'ask'
        ? withUnit(state, event.unit, (unit) => ({ ...unit, conflict: conflictOf(event, true) }))
        : { ...state, settled: state.settled.includes(event.unit) ? state.settled : [...state.settled, event.unit] };
    case 'ConflictFound':
      return withUnit(state, event.unit, (unit) => ({ ...unit, conflict: conflictOf(event, false) }));
    case 'ConflictSettled':
      return withUnit(state, event.unit, ({ conflict: _, ...rest }) => rest);
    case 'MatchProposed':
      return { ...state, proposal: { rule: event.rule, code: event.code, candidates: event.candidates } };
    case 'RecordSkipped':
      return { ...state, skipped: event.code };
    case 'UnitParked':
      return withUnit(state, event.unit, (unit) => ({
        ...unit,
        parked: { member: event.member, reasons: event.reasons },
      }));
    case 'UnitReleased':
      return withUnit(state, event.unit, ({ parked: _, ...rest }) => rest);
  }
}

const conflictOf = (event: { member: MemberKey; theirs: Values; agreed: Values }, first: boolean) => ({
  member: event.member,
  theirs: event.theirs,
  agreed: event.agreed,
  first,
});

function joined(state: LinkState, event: MemberJoined): LinkState {
  const { ref, revision, category, roles, mapping, values } = event;
  return withMember(state, event.member, (m) => ({
    ...m,
    ref,
    revision,
    category,
    roles,
    mapping,
    said: values,
    base: {},
  }));
}

function said(state: LinkState, event: MemberSaid): LinkState {
  const spoken = withMember(state, event.member, (m) => {
    const switched = event.speaker ? speaks(m, event.speaker) : m;
    return {
      ...switched,
      revision: event.revision,
      stales: Object.keys(event.values).length > 0 ? 0 : switched.stales,
      ...(event.mapping && { mapping: event.mapping }),
      ...(event.roles && { roles: event.roles }),
      said: { ...switched.said, ...event.values },
    };
  });
  return event.speaker ? { ...spoken, category: event.speaker.category } : spoken;
}

/** Another role speaks: the old one's own fields are put away, the new one's are taken back if it was here before. */
function speaks(member: Member, speaker: NonNullable<MemberSaid['speaker']>): Member {
  const put = { said: pick(member.said, speaker.ownFields), base: pick(member.base, speaker.ownFields) };
  const back = member.away[speaker.category];
  return {
    ...member,
    category: speaker.category,
    said: { ...omit(member.said, speaker.ownFields), ...back?.said },
    base: { ...omit(member.base, speaker.ownFields), ...back?.base },
    away: { ...member.away, ...(member.category && { [member.category]: put }) },
  };
}

function agreed(state: LinkState, event: ValuesAgreed): LinkState {
  const speaker = event.from && state.members[event.from];
  const source = event.values ?? speaker?.said ?? {};
  const fields = event.fields === 'all' ? Object.keys(source).filter((field) => source[field] !== null) : event.fields;
  const next = Object.fromEntries(fields.map((field) => [field, source[field] ?? null]));
  const members = Object.fromEntries(
    Object.entries(state.members).map(([key, member]) => [key, forgetTries(member, fields)]),
  ) as LinkState['members'];
  const settled = state.settled.filter((unit) => !fields.includes(unit));
  const changed = { ...state, agreed: { ...state.agreed, ...next }, members, settled };
  if (!event.from || event.values) return changed;
  const took = event.fields === 'all' ? undefined : fields;
  return withMember(changed, event.from, (m) => ({ ...m, base: took ? { ...m.base, ...pick(m.said, took) } : m.said }));
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

function asked(state: LinkState, event: WriteAsked): LinkState {
  const { n, op, fields, decidedOn } = event;
  return withMember(state, event.member, (m) => ({
    ...m,
    n,
    asked: { n, op, wanted: pick(state.agreed, fields), expected: pick(m.said, fields), decidedOn },
  }));
}

function settled(state: LinkState, event: WriteSettled): LinkState {
  return withMember(state, event.member, ({ asked: write, ...m }) => {
    const wanted = write?.wanted ?? {};
    const now = { ...m.said, ...wanted, ...event.stored };
    const birth = write?.op === 'create';
    const unsent = pick(
      wanted,
      Object.keys(wanted).filter((field) => !event.sent.includes(field)),
    );
    return {
      ...m,
      ...(event.ref && { ref: event.ref }),
      ...(event.mapping && { mapping: event.mapping }),
      revision: event.revision ?? m.revision,
      stales: 0,
      said: now,
      base: birth ? now : { ...m.base, ...unsent, ...pick(now, event.sent) },
      written: event.outcome === 'done' ? counted(m.written, event.sent) : m.written,
    };
  });
}

function waiting(state: LinkState, event: ReferenceWaits): LinkState {
  const { field, target, holds } = event;
  return withMember(state, event.member, (m) => ({
    ...m,
    said: target.includes('/') ? omit(m.said, [field]) : m.said,
    waits: { ...m.waits, [field]: { target, holds } },
  }));
}

const withMember = (state: LinkState, key: MemberKey, change: (member: Member) => Member): LinkState => ({
  ...state,
  members: { ...state.members, [key]: change(state.members[key] ?? noMember) },
});

function withUnit(state: LinkState, name: string, change: (unit: UnitState) => UnitState): LinkState {
  const unit = change(state.units[name] ?? {});
  const units = unit.conflict || unit.parked ? { ...state.units, [name]: unit } : without(state.units, name);
  return { ...state, units };
}

function without<T>(from: Readonly<Record<string, T>>, field: string): Readonly<Record<string, T>> {
  if (!(field in from)) return from;
  const { [field]: _, ...rest } = from;
  return rest;
}

const counted = (
  counts: Readonly<Record<string, number>>,
  fields: readonly string[],
): Readonly<Record<string, number>> => ({
  ...counts,
  ...Object.fromEntries(fields.map((field) => [field, (counts[field] ?? 0) + 1])),
});

const lossy = (told: Values, stored: Values) =>
  Object.fromEntries(
    Object.keys(told).map((field) => [field, { told: told[field] as Scalar, stored: stored[field] ?? null }]),
  );
