import { describe, expect, test } from 'vitest';
import { SharedToken } from './token.js';

const counting = (livesSeconds: number) => {
  const clock = { ms: 0 };
  let calls = 0;
  const signIn = async () => ({ value: `t${++calls}`, livesSeconds });
  const token = new SharedToken({ signIn, renewBeforeSeconds: 60, now: () => clock.ms });
  return { token, clock, calls: () => calls };
};

describe('a shared token', () => {
  test('is fetched once by all who wait for it', async () => {
    const { token, calls } = counting(600);
    expect(await Promise.all([token.get(), token.get(), token.get()])).toEqual(['t1', 't1', 't1']);
    expect(calls()).toBe(1);
  });

  test('is renewed before it ends, half-way where it lives shorter than the margin', async () => {
    for (const [lives, renewedAt] of [
      [600, 540],
      [30, 15],
    ] as const) {
      const { token, clock } = counting(lives);
      await token.get();
      clock.ms = renewedAt * 1_000 - 1;
      expect(await token.get()).toBe('t1');
      clock.ms++;
      expect(await token.get()).toBe('t2');
    }
  });

  test('that was refused is fetched anew once, however late others learn of it', async () => {
    const { token, calls } = counting(600);
    const first = await token.get();
    token.refused(first);
    expect(await token.get()).toBe('t2');
    token.refused(first);
    expect(await token.get()).toBe('t2');
    expect(calls()).toBe(2);
  });

  test('is asked for again after a sign-in that failed', async () => {
    let fails = true;
    const signIn = async () => {
      if (fails) throw new Error('not now');
      return { value: 't', livesSeconds: 600 };
    };
    const token = new SharedToken({ signIn, renewBeforeSeconds: 60 });
    await expect(token.get()).rejects.toThrow('not now');
    fails = false;
    expect(await token.get()).toBe('t');
  });
});
