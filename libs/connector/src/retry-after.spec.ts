import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.js';

const now = Date.UTC(2026, 10, 24, 12);

test.each([
  ['7', 7_000],
  ['0.5', 500],
  ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
  ['3600', 60_000],
  ['0', 1_000],
  ['Tue, 24 Nov 2026 11:00:00 GMT', 1_000],
  ['soon', 1_000],
  [undefined, 1_000],
])('Retry-After %s is %i ms', (header, ms) => {
  expect(retryAfterMs(header, 60_000, now)).toBe(ms);
});
