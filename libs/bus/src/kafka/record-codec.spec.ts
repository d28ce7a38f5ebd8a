import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeRecord, type EncodedRecord, type PlainRecord } from './record-codec.js';

const require = createRequire(import.meta.url);
const theirs = require('kafkajs/src/protocol/recordBatch/record/v0') as (record: PlainRecord) => EncodedRecord;

const bytes = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 2_000 }),
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
);
const records = fc.record({
  offsetDelta: fc.nat(100_000),
  timestampDelta: fc.nat(2 ** 30 - 1),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.dictionary(
    fc.string({ minLength: 1 }),
    fc.oneof(bytes, fc.array(bytes, { minLength: 1, maxLength: 3 })),
    {
      maxKeys: 3,
    },
  ),
});

describe('an encoded record', () => {
  test('is byte for byte what kafkajs would have made', () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(encodeRecord(record).buffer.equals(theirs(record).buffer)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
  test('is so with nothing in it but a value', () => {
    expect(encodeRecord({ value: 'å' }).buffer.equals(theirs({ value: 'å' }).buffer)).toBe(true);
  });
});
