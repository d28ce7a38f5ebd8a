import type { RecordKey, Scalar, Values } from '@samsvar/contracts';
import type { IdentityEvent, LinkEvent, LinkOpened, MatchProposed, MemberJoined, ReferenceMoved } from './events.js';
import { systemOf } from './events.js';
import type { LinkState, Member } from './state.js';
import { membersOf, noLink, noMember } from './state.js';

/** A record founds the link. */
export const opened = (
  state: LinkState,
  { kind, category, founding, generation, apart, anew }: LinkOpened,
): LinkState => ({
  ...state,
  kind,
  category,
  founding,
  ...(generation !== undefined && { generation }),
  ...(apart && apart.length > 0 && { apart }),
  ...(anew && { anew }),
});

/** Its counterpart joins: there is nothing left to propose, and nobody is left out. */
export function together(state: LinkState, { member }: MemberJoined): LinkState {
  if (systemOf(member) === state.founding?.system) return state;
  const { proposal: _, skipped: __, ...rest } = state;
  return rest;
}

/** What a link is after something was said about which records are the same thing. */
const whoIsWho: readonly string[] = [
  'RecordTakenIn',
  'MatchProposed',
  'MatchDeclined',
  'NeverLinked',
  'NeverTakenBack',
  'ReferenceMoved',
] satisfies readonly IdentityEvent['type'][];

/** Whether an event says which record is which. */
export const isWhoIsWho = (event: LinkEvent): event is IdentityEvent => whoIsWho.includes(event.type);

export function evolveIdentity(state: LinkState, event: IdentityEvent): LinkState {
  switch (event.type) {
    case 'RecordTakenIn':
      return takenIn(state);
    case 'MatchProposed':
      return { ...state, proposal: proposalOf(event) };
    case 'MatchDeclined':
      return { ...declined(keptApart(state, event.candidates), event.candidates), ...(event.anew && { anew: true }) };
    case 'NeverLinked':
      return keptApart(state, [event.record]);
    case 'NeverTakenBack':
      return { ...state, apart: (state.apart ?? []).filter((key) => key !== event.record) };
    case 'ReferenceMoved':
      return moved(state, event);
  }
}

function takenIn({ skipped: _, ...rest }: LinkState): LinkState {
  return rest;
}

const proposalOf = ({ rule, code, candidates, compared }: MatchProposed) => ({
  rule,
  code,
  candidates,
  ...(compared && { compared }),
});

function declined(state: LinkState, candidates: readonly RecordKey[]): LinkState {
  const { proposal, ...rest } = state;
  const left = proposal?.candidates.filter((key) => !candidates.includes(key)) ?? [];
  return left.length > 0 ? { ...rest, proposal: { ...proposal!, candidates: left } } : rest;
}

const keptApart = (state: LinkState, keys: readonly RecordKey[]): LinkState => ({
  ...state,
  apart: [...new Set([...(state.apart ?? []), ...keys])],
});

/** Nothing of what the members said is left: only who was left behind, and tickets that are still to be answered. */
export function partedFrom(state: LinkState, left: LinkState['left'] & {}): LinkState {
  const { id, kind, category, founding, generation, members, apart = [] } = state;
  const open = Object.entries(members).flatMap(([key, { asked, n }]) =>
    asked ? [[key, { ...noMember, n, asked: { ...asked, wanted: {}, expected: {} } }] as const] : [],
  );
  return {
    ...noLink(id),
    ...(kind && { kind }),
    ...(category && { category }),
    ...(founding && { founding }),
    ...(generation !== undefined && { generation }),
    members: Object.fromEntries(open) as LinkState['members'],
    ended: true,
    left,
    apart: [...new Set([...apart, ...Object.values(left)])],
  };
}

/**
 * A reference goes by the new name of the link it names, and so does what was agreed about it and what the member is
 * asked: nobody has changed his mind. What other members say they say by themselves.
 */
function moved(state: LinkState, { member: key, fields, from, to }: ReferenceMoved): LinkState {
  const rename = (values: Values): Values => renamed(values, fields, { from, to });
  const itself = ({ said, asked }: Member): Partial<Member> => ({
    said: rename(said),
    ...(asked && { asked: { ...asked, wanted: rename(asked.wanted), expected: rename(asked.expected) } }),
  });
  const members = membersOf(state).map(([at, member]): [string, Member] => [
    at,
    { ...member, base: rename(member.base), ...(at === key && itself(member)) },
  ]);
  return {
    ...state,
    agreed: rename(state.agreed),
    members: Object.fromEntries(members) as LinkState['members'],
  };
}

function renamed(values: Values, fields: readonly string[], { from, to }: { from: string; to: string }): Values {
  const other = fields.filter((field) => values[field] === from);
  if (other.length === 0) return values;
  return { ...values, ...Object.fromEntries(other.map((field): [string, Scalar] => [field, to])) };
}
