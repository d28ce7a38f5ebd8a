import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from '../stack/folders.js';
import { cases, isInside, rows, struck } from './crash-points.js';
import { pointNames } from './points.js';

const numbers = Array.from({ length: 23 }, (_, at) => at + 1);
/** Some sleep longer than others before they wake. */
const seeds = [1, 2];

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

  test.each(cases.map((one) => [one.row, one.happens, one.level, one] as const))(
    'row %i, %s: %s',
    async (_row, _happens, _level, one) => {
      for (const seed of seeds) {
        const { violations, happened } = await struck(one, seed);
        expect(violations).toEqual([]);
        expect(happened).toBe(true);
      }
    },
  );
});
