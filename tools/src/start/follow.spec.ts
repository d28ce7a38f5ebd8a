import { describe, expect, test } from 'vitest';
import { eventsIn, lineOf } from './follow.js';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}

describe('live events', () => {
  test('are read whole wherever the stream is cut, and comments are passed over', async () => {
    const told = [];
    for await (const event of eventsIn(
      chunks(': hello\n\nid: 7\nda', 'ta: {"type":"Valu', 'esAgreed"}\n', '\ndata: x\n\n'),
    ))
      told.push(event);
    expect(told).toEqual([
      { id: '7', data: '{"type":"ValuesAgreed"}' },
      { id: undefined, data: 'x' },
    ]);
  });

  test('are told in one line with what, which record and which fields', () => {
    const at = new Date(2026, 0, 1, 9, 5, 3).toISOString();
    const line = lineOf(JSON.stringify({ type: 'ValuesAgreed', linkId: 'l1', fields: ['phone', 'email'], at }));
    expect(line).toBe('09:05:03  ValuesAgreed        l1  phone, email');
    expect(lineOf('no json')).toBeUndefined();
  });
});
