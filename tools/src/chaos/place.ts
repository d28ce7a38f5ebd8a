import { Stack } from '../stack.js';
import { silent, type Steps } from '../steps.js';
import { temporaryPlace } from '../temporary.js';
import type { ChaosWishes } from './words.js';

/** A stack of its own with two tenants' guards out of the way: chaos is full of changes nobody has approved. */
export async function chaosPlace({ records, seed, keep }: ChaosWishes, steps: Steps) {
  const place = await temporaryPlace({ records, seed, tenants: ['default'], unguarded: true, creates: true });
  // Deaths are what it is about: the run tells of them by itself.
  const quiet: Steps = { ...silent, step: (words, work, well) => steps.step(words, work, well) };
  const stack = new Stack({ ...place, steps: quiet, env: { SANDBOX_TENANTS: 'default' } });
  const remove = () => (keep ? steps.line(`What the run kept: ${place.folder}`) : place.remove());
  return { stack, remove };
}
