import { describe, expect, test } from 'vitest';
import { FarClock } from './far-clock.js';

const ahead = 1_000_000;

describe('a clock on another machine', () => {
  test('is known by the quickest question', () => {
    const clock = new FarClock();
    expect(clock.isSet()).toBe(false);
    clock.heard(ahead + 5, 0, 10);
    clock.heard(ahead + 100, 0, 400);
    expect([clock.theirs(1_000), clock.ours(ahead + 1_000)]).toEqual([ahead + 1_000, 1_000]);
  });

  test('is not believed where we were stopped between asking and hearing', () => {
    const clock = new FarClock();
    clock.heard(ahead + 5, 0, 10);
    clock.heard(ahead + 70_001, 70_000, 130_000);
    expect(clock.theirs(130_000)).toBe(ahead + 130_000);
  });
});
