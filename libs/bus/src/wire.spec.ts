import { envelopeText } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { pollCompleted } from './testing/bus.contract.js';
import { decode, Undecodable } from './wire.js';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const wire = JSON.parse(envelopeText(pollCompleted(3))) as Record<string, unknown>;

describe('a message on the wire', () => {
  test('is read back as it was said', () => {
    expect(decode('records.canonical', Buffer.from(envelopeText(pollCompleted(3))))).toEqual(pollCompleted(3));
  });
  test('is a CloudEvent in structured mode', () => {
    expect(wire).toMatchObject({
      specversion: '1.0',
      type: 'samsvar.PollCompleted.v1',
      datacontenttype: 'application/json',
    });
  });
  test.each([
    ['nothing', null, 'value: empty'],
    ['no JSON', Buffer.from('{'), 'value: not JSON'],
    ['another version', bytes({ ...wire, specversion: '2.0' }), 'envelope.specversion'],
    ['no id', bytes({ ...wire, id: undefined }), 'envelope.id'],
    [
      'a message of another topic',
      bytes({ ...wire, type: 'samsvar.LinkTold.v1' }),
      'type: samsvar.LinkTold.v1 is no message of',
    ],
    ['a name that every object has', bytes({ ...wire, type: 'samsvar.constructor.v1' }), 'type:'],
    [
      'a field of the wrong type',
      bytes({ ...wire, data: { ...(wire['data'] as object), changed: 'x' } }),
      'data.changed',
    ],
    ['a list', bytes([]), 'envelope'],
  ])('%s is told from a message, naming the field', (_, value, words) => {
    expect(() => decode('records.canonical', value)).toThrow(Undecodable);
    expect(() => decode('records.canonical', value)).toThrow(words);
  });
  test('may carry fields nobody knows yet', () => {
    const more = bytes({ ...wire, extra: 1, data: { ...(wire['data'] as object), more: 2 } });
    expect(decode('records.canonical', more)).toEqual(pollCompleted(3));
  });
  test('cannot reach the prototype of what it becomes', () => {
    const sly = Buffer.from(
      envelopeText(pollCompleted(3)).replace('"data":{', '"data":{"__proto__":{"polluted":true},'),
    );
    expect((decode('records.canonical', sly).data as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
