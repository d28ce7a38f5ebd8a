import type { RecordKey, RecordRef, Refusal } from '@samsvar/contracts';
import type { LinkErased, MemberKey } from './events.js';
import type { LinkState } from './state.js';
import { membersOf, noLink, noMember } from './state.js';

/** A person has everything deleted that is kept of the link, all of whose records are gone. */
export interface Erased {
  readonly type: 'Erased';
  readonly who: string;
  readonly at: string;
  /** Whether a record that the link left behind is there. */
  readonly isThere: (key: RecordKey) => boolean;
}

/** That it was erased, as a reason. */
export const erasedReason = ({ who, at }: Pick<Erased, 'who' | 'at'>): Refusal => ({
  field: null,
  code: 'erased',
  words: `Erased by ${who} at ${at}.`,
});

/** What is left to be said of a link that is erased. */
export function erasedBy(state: LinkState, { who, at, isThere }: Erased): LinkErased {
  const { kind, category, founding, generation, left = {} } = state;
  const there = Object.entries(left).filter(([, key]) => isThere(key));
  const members = membersOf(state).flatMap(([key, { ref, revision }]) =>
    ref ? [[key, { ref: withoutParent(ref), revision }] as const] : [],
  );
  return {
    type: 'LinkErased',
    who,
    at,
    kind: kind!,
    category: category!,
    founding: withoutParent(founding!),
    ...(generation !== undefined && { generation }),
    members: Object.fromEntries(members) as LinkErased['members'],
    ...(there.length > 0 && { left: Object.fromEntries(there) }),
  };
}

/** The company of a contact person is no part of who they are. */
const withoutParent = ({ tenant, system, resource, id }: RecordRef): RecordRef => ({ tenant, system, resource, id });

/** What the link is then: a function of the event alone, whatever was there before it. */
export function erased({ id }: LinkState, event: LinkErased): LinkState {
  const { kind, category, founding, generation, left, who, at } = event;
  const members = Object.entries(event.members).map(([key, { ref, revision }]) => [
    key as MemberKey,
    { ...noMember, ref, revision, gone: true },
  ]);
  return {
    ...noLink(id),
    kind,
    category,
    founding,
    ...(generation !== undefined && { generation }),
    members: Object.fromEntries(members) as LinkState['members'],
    ended: true,
    ...(left && { left }),
    erased: { who, at },
  };
}
