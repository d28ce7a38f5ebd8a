import { describe, expect, test } from 'vitest';
import { live } from './life.js';
import { livedSlice } from './slice.js';

/**
 * Seeds that once failed; they stay. (Those before issue 4's restructuring failed in another world and live another
 * history by now; each has its own test on the core.)
 */
const remembered: readonly number[] = [101_057, 102_899, 107_326, 108_660, 506_560, 510_954];
const seeds = 2_000;

describe('the simulated world', () => {
  test.each(remembered)('keeps its guarantees in the history of seed %i, which once broke one', async (seed) => {
    expect((await live(seed)).violations).toEqual([]);
  });

  test(
    `keeps its guarantees (Inv 8, Inv 12, Inv 15, Inv 16) over ${seeds} histories`,
    { timeout: 300_000 },
    async () => {
      expect((await livedSlice({ first: 1, seeds })).words).toEqual([]);
    },
  );

  test('lives the same history twice by the same seed, and another by another', async () => {
    const hashes = async (seed: number) => [(await live(seed)).hash, (await live(seed)).hash];
    for (const seed of [3, 77, 1_042, 20_007]) {
      const [once, again] = await hashes(seed);
      expect(again).toBe(once);
    }
    expect((await live(3)).hash).not.toBe((await live(4)).hash);
  });
});
