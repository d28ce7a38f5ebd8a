import { describe, expect, test } from 'vitest';
import { Repeats } from './repeats.js';

describe('words that repeat', () => {
  test('are said at once, then every ten seconds with how often they were meant', () => {
    let now = 0;
    const repeats = new Repeats(() => now);
    const heard = [0, 1_000, 9_999, 10_000, 10_500, 30_000, 50_000].map((at) => {
      now = at;
      return repeats.times('Postgres is away');
    });
    expect(heard).toEqual([1, 0, 0, 3, 0, 2, 1]);
  });

  test('hold up no others', () => {
    const repeats = new Repeats(() => 0);
    expect([repeats.times('one'), repeats.times('other'), repeats.times('one')]).toEqual([1, 1, 0]);
  });
});
