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
  /** Histories passed over: with the mechanism in its place they are not clean either, and prove nothing. */
  readonly passedOver?: readonly number[];
}

/** Lives histories of a world without a mechanism until one shows it that is clean with the mechanism. */
export async function hunted({ mutant: name, seedsMax }: Hunt): Promise<Hunted> {
  const mutant = mutants.find((one) => one.name === name)!;
  const passedOver: number[] = [];
  for (let seed = 1; seed <= seedsMax; seed++) {
    const found = await shownBy(seed, { ...optionsOf(mutant), mutation: { ...mutant.given, ...mutant.remove() } });
    if (!found) continue;
    if (await shownBy(seed, optionsOf(mutant))) {
      passedOver.push(seed);
      continue;
    }
    const shows = `${found.guarantee}: ${found.words}`;
    return { name, foundAfter: seed, shows, ...(passedOver.length > 0 && { passedOver }) };
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
