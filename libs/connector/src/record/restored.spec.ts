import { describe, expect, test } from 'vitest';
import { isRegressed, lowered } from './restored.js';
import type { RecordRow } from './row.js';

const row = (record: string, more: Partial<RecordRow> = {}): RecordRow => ({
  ref: { tenant: 'default', system: 'powerofficego', resource: 'departments', id: '1' },
  values: {},
  stamps: { record },
  revision: 3,
  incarnation: 1,
  gone: false,
  changed: {},
  ...more,
});
const reading = (record: string) => ({ id: '1', values: {}, stamps: { record } });
const noon = '2026-03-01T12:00:00.1234567+00:00';

describe('a record went back in time', () => {
  test.each([
    ['hours older', '2026-03-01T09:00:00.0000000+00:00', true],
    ['a lagging read', '2026-03-01T11:59:56.0000000+00:00', false],
    ['the same', noon, false],
    ['newer', '2026-03-01T12:00:09.0000000+00:00', false],
    ['a stamp that is no time', '00042', false],
  ])('%s: its stamp is older by more than reads may lag', (_, stamp, expected) => {
    expect(isRegressed(row(noon), reading(stamp), 5_000)).toBe(expected);
  });
  test('not one that nobody knew, nor one that was gone', () => {
    expect(isRegressed(undefined, reading(noon), 0)).toBe(false);
    expect(isRegressed(row('2027-01-01', { gone: true }), reading(noon), 0)).toBe(false);
  });
});

describe('a record whose system was restored', () => {
  const old = '2026-03-01T09:00:00.0000000+00:00';
  test('has the older stamps for its floors, those it names and no others', () => {
    const known = row(noon, { stamps: { record: noon, shared: noon } });
    expect(lowered(known, reading(old), 5_000)?.stamps).toEqual({ record: old, shared: noon });
  });
  test('is heard again where it was gone', () => {
    expect(lowered(row(noon, { gone: true }), reading(old), 0)?.stamps).toEqual({ record: old });
  });
  test('stays as it is where a read may only lag', () => {
    const known = row(noon);
    expect(lowered(known, reading('2026-03-01T11:59:56.0000000+00:00'), 5_000)).toBe(known);
    expect(lowered(undefined, reading(old), 0)).toBeUndefined();
  });
});
