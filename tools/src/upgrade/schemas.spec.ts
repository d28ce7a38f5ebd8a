import { expect, test } from 'vitest';
import { migrationsIn, notRefused } from './schemas.js';

test('what migrate ran is in what it says', () => {
  expect(migrationsIn('link: ran Traces1765000000016\nlink: Traces1765000000016, Erasures1765100000017\n')).toEqual([
    'Traces1765000000016',
    'Erasures1765100000017',
  ]);
  expect(migrationsIn('link: up to date')).toEqual([]);
});

test('a newer schema is refused in words that name what is newer, with exit code 1', () => {
  const newer = ['Traces1765000000016'];
  const said = 'Schema link was brought to Traces1765000000016 by a newer version.';
  expect(notRefused('link', newer, { code: 1, said })).toEqual([]);
  expect(notRefused('link', newer, { code: 0, said: 'link: up to date' })).toHaveLength(1);
  expect(notRefused('link', newer, { code: 1, said: 'Error: relation is not there' })).toHaveLength(1);
  expect(notRefused('link', newer, { code: 1, said: `${said}\n    at migrate (file.js:1:1)` })).toHaveLength(1);
});
