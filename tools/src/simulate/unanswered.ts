import type { MemoryLedger } from '@samsvar/sync/testing';

/** Links of which a member was asked for something and has not answered. */
export const unansweredIn = ({ kept }: MemoryLedger): readonly string[] =>
  [...kept.values()].flatMap(({ changed: { state } }) =>
    !state.ended && Object.values(state.members).some(({ asked }) => asked !== undefined) ? [state.id] : [],
  );
