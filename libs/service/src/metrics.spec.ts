import { expect, test } from 'vitest';
import { Metrics } from './metrics.js';

const linesOf = async (metrics: Metrics, name: string) =>
  (await metrics.registry.getSingleMetricAsString(`samsvar_${name}`))
    .split('\n')
    .filter((line) => !line.startsWith('#'));

test('a watched gauge shows what there is now, and nothing of what is not', async () => {
  const metrics = new Metrics('spec');
  let readings: [{ lane: string }, number][] = [[{ lane: 'edit' }, 2]];
  metrics.watched('waiting', 'help', ['lane'], () => readings);
  expect(await linesOf(metrics, 'waiting')).toEqual(['samsvar_waiting{lane="edit",service="spec"} 2']);
  readings = [[{ lane: 'bulk' }, 1]];
  expect(await linesOf(metrics, 'waiting')).toEqual(['samsvar_waiting{lane="bulk",service="spec"} 1']);
});

test('what cannot be read is not shown, without labels neither, and spoils nothing else', async () => {
  const metrics = new Metrics('spec');
  let oldest: () => Promise<[object, number][]> = async () => [[{}, 7]];
  metrics.watched('oldest', 'help', [], () => oldest());
  expect(await linesOf(metrics, 'oldest')).toEqual(['samsvar_oldest{service="spec"} 7']);
  oldest = async () => [];
  expect(await linesOf(metrics, 'oldest')).toEqual([]);
  oldest = () => Promise.reject(new Error('the database is away'));
  expect(await linesOf(metrics, 'oldest')).toEqual([]);
  expect(await metrics.registry.metrics()).toContain('samsvar_build_info{');
});

test('a stage shows the newest heartbeat that has passed it, whatever order they come in', async () => {
  const metrics = new Metrics('spec');
  const beat = metrics.heartbeat();
  beat('mapped', { system: 'customhrm', at: 5_000 });
  beat('mapped', { system: 'customhrm', at: 4_000 });
  expect(await linesOf(metrics, 'heartbeat_timestamp_seconds')).toEqual([
    'samsvar_heartbeat_timestamp_seconds{stage="mapped",system="customhrm",service="spec"} 5',
  ]);
});
