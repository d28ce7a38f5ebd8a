import { describe, expect, test } from 'vitest';
import { eventually } from './eventually.js';

describe('eventually', () => {
  test('gives what the condition gives once it holds', async () => {
    let looks = 0;
    expect(await eventually(() => ++looks >= 3 && looks, { everyMs: 1 })).toBe(3);
  });

  test('takes a failed expectation for not yet', async () => {
    let looks = 0;
    await eventually(() => expect(++looks).toBe(2), { everyMs: 1 });
    expect(looks).toBe(2);
  });

  test('throws the last failure at the deadline', async () => {
    const failing = eventually(() => Promise.reject(new Error('still away')), { withinMs: 5, everyMs: 1 });
    await expect(failing).rejects.toThrow('still away');
  });
});
