import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from '../stack/folders.js';
import { type Case, cases, isInside, limits, rows, struck } from './crash-points.js';
import { pointNames } from './points.js';

const numbers = Array.from({ length: 23 }, (_, at) => at + 1);
/** Some sleep longer than others before they wake. */
const seeds = [1, 2];
const limitOf = ({ row, happens, level }: Case) =>
  limits.find((one) => one.row === row && one.happens === happens && one.level === level);

describe('the crash points of reference/correctness.md B.10', () => {
  test('are all there, by number', () => {
    expect(Object.keys(rows).map(Number)).toEqual(numbers);
  });

  test('strike every point of the simulated world where a process may die or sleep', () => {
    const struckAt = Object.values(rows).flatMap((row) => (isInside(row) ? [row.point] : []));
    expect(pointNames.filter((point) => !struckAt.includes(point))).toEqual([]);
  });

  test.each(Object.entries(rows).filter(([, row]) => !isInside(row)))(
    'row %s lies outside the simulated world and is proven by a test that is there',
    (_, row) => {
      const { file, says } = row as { file: string; says: string };
      expect(readFileSync(join(repositoryRoot, file), 'utf8')).toContain(says);
    },
  );

  test.each(cases.filter((one) => !limitOf(one)).map((one) => [one.row, one.happens, one.level, one] as const))(
    'row %i, %s: %s',
    async (_row, _happens, _level, one) => {
      for (const seed of seeds) {
        const { violations, happened } = await struck(one, seed);
        expect(violations).toEqual([]);
        expect(happened).toBe(true);
      }
    },
  );

  test.each(limits.map((one) => [one.row, one.happens, one.level, one] as const))(
    'row %i, %s: %s is a limit that is said, and shows',
    async (_row, _happens, _level, one) => {
      const lives = await Promise.all([1, 2, 3, 4, 5].map((seed) => struck(one, seed)));
      const shown = lives.flatMap(({ violations }) => violations.map(({ guarantee }) => guarantee));
      expect([...new Set(shown)]).toEqual([one.shows]);
    },
  );
});
