import { describe, expect, test } from 'vitest';
import { isWorkedOff } from './worked-off.js';

const polled = (resource: string, seconds: number) =>
  `samsvar_poll_last_success_timestamp_seconds{resource="${resource}",service="s"} ${seconds}`;
const backlog = (name: string, left: number) => `samsvar_${name}{service="s"} ${left}`;
const metrics = (...lines: readonly string[]) => ['# HELP something', ...lines, ''].join('\n');
const nothingLeft = [backlog('consumer_lag', 0), backlog('outbox_pending', 0), backlog('attempts_open', 0)];

describe('what was heard is worked off', () => {
  test('when every resource was polled since and nothing is left', () => {
    const all = metrics(polled('employee', 101.5), polled('department', 102), ...nothingLeft);
    expect(isWorkedOff(all, 2, 101_000)).toBe(true);
  });
  test.each([
    ['a resource was polled before', metrics(polled('employee', 99), polled('department', 102), ...nothingLeft)],
    ['a resource was not polled yet', metrics(polled('department', 102), ...nothingLeft)],
    ['messages wait', metrics(polled('employee', 102), polled('department', 102), backlog('consumer_lag', 3))],
    ['a write is open', metrics(polled('employee', 102), polled('department', 102), backlog('attempts_open', 1))],
  ])('but not when %s', (_, said) => {
    expect(isWorkedOff(said, 2, 101_000)).toBe(false);
  });
  test('of a service that polls nothing, by its backlog alone', () => {
    expect(isWorkedOff(metrics(backlog('consumer_lag', 0)), 0, 101_000)).toBe(true);
  });
});
