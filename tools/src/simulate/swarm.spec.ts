import { describe, expect, test } from 'vitest';
import { doingNames } from './doings.js';
import { faultNames } from './faults.js';
import { hunted } from './hunt.js';
import { mutants } from './mutants/index.js';
import { pointNames } from './points.js';
import { livedSlice } from './slice.js';

const seeds = 2_500;
/** Two in a thousand histories is a hundred in fifty thousand. */
const least = seeds / 500;

describe('a swarm of simulated worlds', () => {
  test(
    `keeps its guarantees over ${seeds} more histories, and meets every fault and doing often enough`,
    { timeout: 600_000 },
    async () => {
      const { words, tally } = await livedSlice({ first: 2_501, seeds });
      expect(words).toEqual([]);
      const points = pointNames.flatMap((point) => [`crash at ${point}`, `pause at ${point}`]);
      const named = [...faultNames, ...doingNames, ...points];
      const seldom = named.filter((name) => (tally.faults[name] ?? 0) < least);
      expect(seldom).toEqual([]);
    },
  );
});

describe('a safety mechanism', () => {
  test('has a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  /** Those whose absence shows soonest; `npm run simulate -- --mutants` takes away every one. */
  test.each([
    'what is told is stored first',
    'a reference is looked up before a second create',
    'one record per reference, or per key',
    'base per member',
    'only a change is news',
    'clears travel',
    'groups move together',
    'complete scans before matching',
    'one writer per tenant',
    'an offset moves after its effects are stored',
    'the role that speaks',
    'an edit that meets a deletion lives',
    'deactivated only with no role left',
    'who comes back returns to the link',
  ])('is missed when it is taken away: %s', { timeout: 120_000 }, async (mutant) => {
    const { foundAfter, passedOver } = await hunted({ mutant, seedsMax: 200 });
    expect(foundAfter).toEqual(expect.any(Number));
    expect(passedOver).toBeUndefined();
  });
});
