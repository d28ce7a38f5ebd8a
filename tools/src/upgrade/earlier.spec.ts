import { expect, test } from 'vitest';
import { releasedCommit } from '../docs/released.js';
import { earlierCommit, type Git } from './earlier.js';

/** A clone by what it has: its tag before HEAD, its commits by every name, and whether it is shallow. */
const clone =
  (has: { tag?: string; commits?: Readonly<Record<string, string>>; shallow?: boolean }): Git =>
  async (...words) => {
    const said = (text: string | undefined) => ({ code: text === undefined ? 1 : 0, said: text ? `${text}\n` : '' });
    if (words[0] === 'describe') return said(has.tag);
    if (words.includes('--is-shallow-repository')) return said(String(has.shallow === true));
    return said(has.commits?.[words.at(-1)!.replace('^{commit}', '')]);
  };
const none: Git = async () => ({ code: 128, said: 'fatal: not a git repository\n' });

test('what is named comes first, then the last tag, then the commit of the last release', async () => {
  const commits = { main: 'a1', 'v0.2.0': 'b2', [releasedCommit]: 'c3' };
  expect(await earlierCommit(clone({ tag: 'v0.2.0', commits }), 'main')).toBe('a1');
  expect(await earlierCommit(clone({ tag: 'v0.2.0', commits }))).toBe('b2');
  expect(await earlierCommit(clone({ commits }))).toBe('c3');
});

test('a commit that is not there is said, with what to do', async () => {
  await expect(earlierCommit(clone({}), 'v9')).rejects.toThrow(/^The version to upgrade from, v9, .*--from COMMIT\.$/);
  await expect(earlierCommit(clone({ shallow: true }))).rejects.toThrow(/shallow: git fetch --unshallow/);
  await expect(earlierCommit(none)).rejects.toThrow(/not a git repository\): use a clone\.$/);
});
