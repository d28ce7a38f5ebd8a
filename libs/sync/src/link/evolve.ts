import type { Scalar, Values } from '@samsvar/contracts';
import { omit, pick } from '../values.js';
import type {
  LinkEvent,
  MemberJoined,
  MemberKey,
  MemberSaid,
  ReferenceWaits,
  UnitReleased,
  ValuesAgreed,
  WriteAsked,
  WriteSettled,
} from './events.js';
import { keptForReturn, speaks } from './evolve-roles.js';
import { evolveUnits } from './evolve-units.js';
import type { Origin } from './origin.js';
import type { LinkState, Member } from './state.js';
import { noMember, without } from './state.js';

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
      return withMember(state, event.member, (m) => ({ ...unwritten(m, event.held), stales: m.stales + 1 }));
    case 'WriteRefused':
      return withMember(state, event.member, (m) => unwritten(m, event.held));
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
    case 'UnitReleased':
      return evolveUnits(event.by ? triedAnew(state, event) : state, event);
    default:
      return evolveUnits(state, event);
  }
}

function joined(state: LinkState, event: MemberJoined): LinkState {
  const { ref, revision, category, roles, mapping, values, reading } = event;
  return withMember(state, event.member, (m) => ({
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
    const { reading: _, ...switched } = event.speaker ? speaks(m, event.speaker) : m;
    return {
      ...switched,
      ...(event.reading && { reading: event.reading }),
      revision: event.revision,
      stales: Object.keys(event.values).length > 0 ? 0 : switched.stales,
      ...(event.mapping && { mapping: event.mapping }),
      ...(event.roles && { roles: event.roles }),
      said: { ...switched.said, ...event.values },
    };
  });
  return event.speaker ? { ...spoken, category: event.speaker.category } : spoken;
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
  const origins = event.unit === undefined ? {} : { origins: originsAfter(state, event.unit, event.origin) };
  const changed = { ...state, ...origins, agreed: { ...state.agreed, ...next }, members, settled };
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
    asked: {
      n,
      op,
      ...(m.category && { category: m.category }),
      wanted: pick(state.agreed, fields),
      expected: pick(m.said, fields),
      decidedOn,
    },
  }));
}

function settled(state: LinkState, event: WriteSettled): LinkState {
  return withMember(state, event.member, ({ asked: write, ...m }) => {
    const wanted = omit(write?.wanted ?? {}, event.away ?? []);
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
      away:
        write?.category && event.away ? keptForReturn(m.away, write.category, pick(write.wanted, event.away)) : m.away,
    };
  });
}

/** Nothing was sent; what was found to hold the wanted value is said, and agreed to. */
function unwritten({ asked, ...rest }: Member, held: readonly string[] = []): Member {
  if (held.length === 0) return rest;
  const found = pick(asked?.wanted ?? {}, held);
  return { ...rest, said: { ...rest.said, ...found }, base: { ...rest.base, ...found } };
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
