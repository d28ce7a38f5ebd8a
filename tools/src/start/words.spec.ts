import { describe, expect, test } from 'vitest';
import { wishesOf } from './words.js';

describe('the words behind npm start', () => {
  test('are understood in any order, and the timeout is five minutes unless told otherwise', () => {
    expect(wishesOf([])).toEqual({ once: false, json: false, fresh: false, timeoutMs: 300_000 });
    expect(wishesOf(['--json', '--timeout', '60', '--once'])).toMatchObject({
      once: true,
      json: true,
      timeoutMs: 60_000,
    });
    expect(wishesOf(['--timeout=2', '--fresh'])).toMatchObject({ fresh: true, timeoutMs: 2_000 });
  });

  test('that are not understood are refused with what there is', () => {
    expect(() => wishesOf(['--onse'])).toThrow('"--onse" is not understood: npm start -- [--once]');
    expect(() => wishesOf(['--timeout', 'soon'])).toThrow('--timeout takes a number of seconds');
  });
});
