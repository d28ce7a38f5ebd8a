import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepsOn } from '../steps.js';
import { faultRates } from './moods.js';
import { chaosPlace } from './place.js';
import type { ChaosReport } from './report.js';
import { chaos } from './run.js';

const wishes = { minutes: 2, seed: 1, records: 120, json: false, keep: false };
let report: ChaosReport;
let close: () => Promise<void>;

beforeAll(async () => {
  const quiet = new PassThrough();
  quiet.resume();
  const steps = stepsOn(quiet);
  const { stack, remove } = await chaosPlace(wishes, steps);
  close = async () => {
    await stack.stop();
    remove();
  };
  report = await chaos({ stack, steps, wishes, signal: new AbortController().signal });
}, 900_000);
afterAll(() => close(), 60_000);

describe('two minutes in which people edit both systems while everything falls', () => {
  test('leave both systems in agreement, no edit lost, nothing twice, no write too many (Inv 8, 12, 18)', () => {
    expect(report.violations).toEqual([]);
    expect(report).toMatchObject({ lost: 0, duplicates: 0, differ: 0, overLimit: 0 });
    expect(report.secondsToQuiet).not.toBeNull();
  });

  test('were such minutes: people worked, processes and servers fell, and both systems misbehaved in every way', () => {
    expect(report.edits).toBeGreaterThan(60);
    expect(report.kills).toBeGreaterThanOrEqual(10);
    expect(Math.min(report.stops, report.freezes, report.brokerRestarts, report.postgresRestarts)).toBeGreaterThan(0);
    const struck = Object.keys(report.faults).filter((kind) => report.faults[kind]! > 0);
    expect(Object.keys(faultRates).filter((kind) => !struck.includes(kind))).toEqual([]);
  });
});
