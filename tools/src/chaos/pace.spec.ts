import { describe, expect, test } from 'vitest';
import { paceOf } from './pace.js';

const second = 1_000_000;
const pace = (over: readonly { at: number; count: number }[], stalls: readonly { at: number; ms: number }[] = []) => ({
  pace: () => ({ most: 11, over, stalls }),
});
const calm = { resumed: [], blows: [] };

describe('requests too many for their second', () => {
  test('are told with what had just befallen whom', () => {
    const blows = [{ words: 'kill mapping', at: second - 2_000 }];
    const { counts, words } = paceOf(pace([{ at: second, count: 11 }]), { resumed: [], blows });
    expect(counts).toEqual({ maxPerSecond: 11, overLimit: 1, overLimitExcused: 0 });
    expect(words.join()).toMatch(/the 11th in a second; before: kill mapping/);
  });

  test('are excused right after a connector that had been stopped went on, and no other process', () => {
    const after = (whom: string) =>
      paceOf(pace([{ at: second, count: 11 }]), { ...calm, resumed: [{ whom, at: second - 50 }] }).counts.overLimit;
    expect([after('powerofficego-connector-2'), after('mapping')]).toEqual([0, 1]);
  });

  test('are excused where the sandbox stood still, as many as had come meanwhile', () => {
    const stalls = [{ at: second - 10, ms: 250 }];
    const counted = (count: number) => paceOf(pace([{ at: second, count }], stalls), calm).counts.overLimit;
    expect([counted(11), counted(13), counted(14)]).toEqual([0, 0, 1]);
    expect(paceOf(pace([{ at: second + 5_000, count: 11 }], stalls), calm).counts.overLimit).toBe(1);
  });
});
