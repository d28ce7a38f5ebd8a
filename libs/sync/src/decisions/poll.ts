import type { Decision, DecisionOf } from '@samsvar/contracts';
import { resourcesOf, systems } from '@samsvar/contracts';
import { askPolls } from '../batch/again.js';
import type { Handler, Refused } from './handler.js';

type Asking = DecisionOf<'poll'> | DecisionOf<'retell'>;

/** Connectors look now. */
export const poll: Handler<'poll'> = asks({ full: false, retell: false });

/** Connectors list everything and tell every record again, newer than all that was told before. */
export const retell: Handler<'retell'> = asks({ full: true, retell: true });

function asks<T extends Extract<Decision['type'], 'poll' | 'retell'>>(wish: {
  readonly full: boolean;
  readonly retell: boolean;
}): Handler<T> {
  return {
    read: () => Promise.resolve(),
    carryOut: (work, { decision }) => {
      const { system, resource } = decision as Asking;
      const known = systems.filter((one) => system === undefined || one === system).flatMap((one) => resourcesOf[one]);
      if (resource !== undefined && !known.some((one) => one === resource)) return unknownResource(known);
      askPolls(work, { ...wish, ...(system && { system }), ...(resource && { resource }) });
      return [];
    },
  };
}

const unknownResource = (known: readonly string[]): Refused => ({
  code: 'unknown',
  words: `That system has no such resource; there are ${known.join(', ')}.`,
});
