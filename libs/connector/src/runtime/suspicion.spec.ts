import { describe, expect, test } from 'vitest';
import { nothingBrought, suspicionOf, toldOf } from './suspicion.js';

describe('a system no longer looks like itself', () => {
  const brought = (more: Partial<typeof nothingBrought>) => ({ ...nothingBrought, ...more });
  const none = { before: undefined, now: undefined };
  test('where more than five records, and more than one in a hundred, went back', () => {
    expect(suspicionOf(brought({ regressed: 5 }), { ...none, met: 40 })).toBeUndefined();
    expect(suspicionOf(brought({ regressed: 6 }), { ...none, met: 700 })).toBeUndefined();
    expect(suspicionOf(brought({ regressed: 8 }), { ...none, met: 700 })).toEqual({
      why: 'back-in-time',
      count: 8,
      of: 700,
    });
  });
  test('where more than five, and more than half, of those known are missing from a complete listing', () => {
    const missing = (before: number, now: number, newcomers = 0) =>
      suspicionOf(brought({ newcomers }), { before, now, met: now });
    expect(missing(100, 51)).toBeUndefined();
    expect(missing(6, 1)).toBeUndefined();
    expect(missing(100, 0)).toEqual({ why: 'ids-replaced', count: 100, of: 100 });
    expect(missing(100, 100, 90)).toEqual({ why: 'ids-replaced', count: 90, of: 100 });
    expect(suspicionOf(brought({}), { before: 100, now: undefined, met: 3 })).toBeUndefined();
  });
});

describe('a suspicion is told', () => {
  const older = (count: number) => ({ why: 'back-in-time' as const, count, of: 100 });
  test('once, and again when more than twice as many records speak for it', () => {
    expect(toldOf(older(10), { whole: true })).toEqual({ worse: older(10), suspected: 10 });
    expect(toldOf(older(20), { suspected: 10, whole: true })).toEqual({ worse: undefined, suspected: 10 });
    expect(toldOf(older(21), { suspected: 10, whole: true })).toEqual({ worse: older(21), suspected: 21 });
  });
  test('anew when a whole poll raised none meanwhile', () => {
    expect(toldOf(undefined, { suspected: 10, whole: false })).toEqual({ worse: undefined, suspected: 10 });
    expect(toldOf(undefined, { suspected: 10, whole: true })).toEqual({ worse: undefined, suspected: 0 });
  });
});
