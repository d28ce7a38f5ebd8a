import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../stack/folders.js';

const runbooks = join(repositoryRoot, 'docs', 'runbooks');
const pages = [
  ...readdirSync(runbooks).map((name) => join(runbooks, name)),
  ...['README.md', 'docs/operations.md'].map((path) => join(repositoryRoot, path)),
];

/** The keys that the commands of a page send, as they are written. */
const keysIn = (text: string) =>
  [...text.matchAll(/(['"])idempotency-key: (.*?)\1/gi)].map(([, quote, key]) => ({ quote, key }));

test('no command of a page has a fixed key, by which it would do nothing the second time', () => {
  const keys = pages.flatMap((path) => keysIn(readFileSync(path, 'utf8')));
  expect(keys.length).toBeGreaterThan(4);
  for (const { quote, key } of keys)
    expect({ quote, key }).toEqual({ quote: '"', key: expect.stringContaining('$') as string });
});

test('what the runbooks decide with has the time in its key', () => {
  expect(readFileSync(join(runbooks, 'README.md'), 'utf8')).toContain('"Idempotency-Key: $1-$(date +%s)"');
});
