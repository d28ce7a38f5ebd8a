import { partedFrom } from './evolve-identity.js';
import { withMember } from './evolve-member.js';
import type { MemberKey } from './member-key.js';
import type { PartingEvent } from './parting-events.js';
import type { LinkState } from './state.js';
import { membersOf, noMember } from './state.js';

const types: ReadonlySet<string> = new Set<PartingEvent['type']>([
  'MemberGone',
  'MemberReturned',
  'PartingAsked',
  'PartingSettled',
  'PartingEnded',
  'LinkEnded',
]);
/** Whether an event is about a record that is gone. */
export const isParting = (event: { readonly type: string }): event is PartingEvent => types.has(event.type);

/** What a link is after one of its records went or came back. */
export function evolveParting(state: LinkState, event: PartingEvent): LinkState {
  switch (event.type) {
    case 'MemberGone':
      return withMember({ ...state, ...(event.why === 'merged' && { merged: true }) }, event.member, (m) => ({
        ...m,
        gone: true,
        revision: event.revision,
      }));
    case 'MemberReturned':
      return returned(state, event.member);
    case 'PartingAsked':
      return { ...state, parting: { member: event.member, asks: event.code } };
    case 'PartingSettled':
      return {
        ...state,
        parting: { member: event.member, choice: event.choice, ...(event.done && { done: true }) },
      };
    case 'PartingEnded':
      return withoutParting(state);
    case 'LinkEnded':
      return event.left ? partedFrom(state, event.left) : tombstone(state);
  }
}

/** The same with nothing decided, or to be decided, about who is gone. */
export function withoutParting(state: LinkState): LinkState {
  const { parting: _, ...rest } = state;
  return rest;
}

function returned(state: LinkState, key: MemberKey): LinkState {
  const { ended: _, ...living } = withoutParting(state);
  return withMember(living, key, ({ gone: __, ...m }) => m);
}

/** Nothing personal is left: which records they were, and in which flow. */
function tombstone(state: LinkState): LinkState {
  const { id, kind, category, founding, generation, apart } = state;
  const kept = membersOf(state).flatMap(([key, { ref, revision, roles, n, category: spoke }]) =>
    ref
      ? [[key, { ...noMember, ref, revision, roles, n, gone: true, ...(spoke && { category: spoke }) }] as const]
      : [],
  );
  return {
    id,
    ...(kind && { kind }),
    ...(category && { category }),
    ...(founding && { founding }),
    ...(generation !== undefined && { generation }),
    ...(apart && { apart }),
    agreed: {},
    members: Object.fromEntries(kept) as LinkState['members'],
    units: {},
    settled: [],
    ended: true,
  };
}
