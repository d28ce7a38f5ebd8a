import type { Decision, DecisionOf } from '@samsvar/contracts';
import { resourcesOf, systems } from '@samsvar/contracts';
import type { PollAsked } from '../batch/again.js';
import { askPolls } from '../batch/again.js';
import type { Handler, Refused } from './handler.js';

type Asking = DecisionOf<'poll'> | DecisionOf<'retell'> | DecisionOf<'audit'>;

/** Connectors look now. */
export const poll: Handler<'poll'> = asks(() => ({ full: false, retell: false }));

/** Connectors list everything and tell every record again, newer than all that was told before. */
export const retell: Handler<'retell'> = asks(() => ({ full: true, retell: true }));

/** Connectors list everything at leisure, and link compares it with what it keeps; the pass is named by its order. */
export const audit: Handler<'audit'> = asks((pass) => ({ full: true, retell: false, audit: pass }));

function asks<T extends Extract<Decision['type'], 'poll' | 'retell' | 'audit'>>(
  wish: (order: string) => Pick<PollAsked, 'full' | 'retell' | 'audit'>,
): Handler<T> {
  return {
    read: () => Promise.resolve(),
    carryOut: (work, { id, decision }) => {
      const { system, resource } = decision as Asking;
      const known = systems.filter((one) => system === undefined || one === system).flatMap((one) => resourcesOf[one]);
      if (resource !== undefined && !known.some((one) => one === resource)) return unknownResource(known);
      askPolls(work, { ...wish(id), ...(system && { system }), ...(resource && { resource }) });
      return [];
    },
  };
}

const unknownResource = (known: readonly string[]): Refused => ({
  code: 'unknown',
  words: `That system has no such resource; there are ${known.join(', ')}.`,
});
