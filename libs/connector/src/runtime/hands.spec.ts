import type { NativeWriteRecord } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '../store/attempts.js';
import { attemptKey } from '../store/holds.js';
import { Hands } from './hands.js';

const attempt = (n: number): Attempt => ({
  command: { ticket: { linkId: 'l', system: 'customhrm', resource: 'employee', n } } as unknown as NativeWriteRecord,
  state: 'asked',
  bulk: false,
  tries: 0,
});

describe('what a process has in its hands', () => {
  test('may go while the hold of it is sure, and not after a stop longer than that (Inv 14)', () => {
    let now = 0;
    const hands = new Hands(() => now);
    hands.take(attempt(1), 0);
    now = 12_000;
    expect(hands.mayGo(attempt(1))).toBe(true);
    now = 60_000;
    expect(hands.mayGo(attempt(1))).toBe(false);
    hands.held([attemptKey(attempt(1))], 55_000);
    expect(hands.mayGo(attempt(1))).toBe(true);
  });

  test('is by its number: one that was replaced or let go may not go', () => {
    const hands = new Hands(() => 0);
    hands.take(attempt(1), 0);
    hands.take(attempt(2), 0);
    expect([hands.mayGo(attempt(1)), hands.mayGo(attempt(2))]).toEqual([false, true]);
    hands.letGo(attempt(1));
    expect(hands.keys()).toEqual(['l/employee']);
    hands.letGo(attempt(2));
    expect([hands.mayGo(attempt(2)), hands.keys()]).toEqual([false, []]);
  });
});
