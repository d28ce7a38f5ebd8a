import { live } from './life.js';
import { type Mutant, mutants } from './mutants/index.js';
import type { Violation } from './oracles/index.js';
import type { WorldOptions } from './world-options.js';

/** A world without one mechanism, and how many histories may be lived until that shows. */
export interface Hunt {
  readonly mutant: string;
  readonly seedsMax: number;
}

export interface Hunted {
  readonly name: string;
  /** How many histories it took to see that the mechanism is missing; null: nothing showed. */
  readonly foundAfter: number | null;
  /** What showed first. */
  readonly shows?: string;
  /** The same history with the mechanism in its place shows it too: the hunt proves nothing. */
  readonly alsoWithout?: boolean;
}

/** Lives histories of a world without a mechanism until one shows it; that one is lived again with the mechanism. */
export async function hunted({ mutant: name, seedsMax }: Hunt): Promise<Hunted> {
  const mutant = mutants.find((one) => one.name === name)!;
  for (let seed = 1; seed <= seedsMax; seed++) {
    const found = await shownBy(seed, { ...optionsOf(mutant), mutation: { ...mutant.given, ...mutant.remove() } });
    if (!found) continue;
    const control = await shownBy(seed, optionsOf(mutant));
    const shows = `${found.guarantee}: ${found.words}`;
    return { name, foundAfter: seed, shows, ...(control && { alsoWithout: true }) };
  }
  return { name, foundAfter: null };
}

const optionsOf = ({ tuning, doings, focus, given, sleepsAt }: Mutant): WorldOptions => ({
  ...(focus && { focus }),
  ...(given && { mutation: given }),
  ...(sleepsAt && { sleepsAt }),
  ...(tuning && { tuning }),
  ...(doings && { doings }),
});

/** That events tell the state says nothing about what was remembered otherwise on purpose. */
async function shownBy(seed: number, options: WorldOptions): Promise<Violation | undefined> {
  try {
    const { violations } = await live(seed, options);
    return violations.find(({ guarantee }) => guarantee !== 'G9');
  } catch (error) {
    return { guarantee: 'G1', words: `it broke: ${String(error)}` };
  }
}
