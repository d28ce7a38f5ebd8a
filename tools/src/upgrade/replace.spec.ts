import { expect, test } from 'vitest';
import { countedIn, endedWell } from './replace.js';

test('what a replica did is the sum of its counters over their labels', () => {
  const metrics = [
    '# TYPE samsvar_commands_total counter',
    'samsvar_commands_total{outcome="done",service="x"} 3',
    'samsvar_commands_total{outcome="stale",service="x"} 1',
    'samsvar_batch_seconds_count 7',
    'samsvar_commands 100',
  ].join('\n');
  expect(countedIn(metrics, ['commands_total'])).toBe(4);
  expect(countedIn(metrics, ['commands_total', 'batch_seconds_count'])).toBe(11);
});

test('who is told to stop and has to be made to, or fails on the way, did not end well', () => {
  const one = { name: 'mapping-earlier' };
  expect(endedWell(one, { code: 0, signal: null })).toEqual([]);
  expect(endedWell(one, { code: null, signal: 'SIGKILL' })).toEqual([
    'mapping-earlier was told to stop and ended with SIGKILL',
  ]);
  expect(endedWell(one, { code: 1, signal: null })[0]).toContain('exit code 1');
});
