import { expect, test } from 'vitest';
import { isOtherWords } from './judge.js';

const head = 'default: 312 links of 2831 events in 0.3 s: 1 differences';

test('reasons in the words of another version are no flaw of an upgrade; any other difference is', () => {
  expect(isOtherWords(`${head}\n  standing lgjjg3: words\n`)).toBe(true);
  expect(isOtherWords(`${head}\n  standing lgjjg3: words\n  standing lab: reasons`)).toBe(false);
  expect(isOtherWords(`${head}\n  link lgjjg3: snapshot`)).toBe(false);
  expect([isOtherWords(head), isOtherWords('')]).toEqual([false, false]);
});
