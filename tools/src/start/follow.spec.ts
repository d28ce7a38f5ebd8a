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

  test('are told in one line with what, which record or link, which fields and why', () => {
    const at = new Date(2026, 0, 1, 9, 5, 3).toISOString();
    const lineFor = (event: object) => lineOf(JSON.stringify({ id: '7', at, linkId: 'l1', ...event }));
    const said = { event: 'MemberSaid', member: 'default/customhrm/department/D7', fields: ['name', 'email'] };
    expect(lineFor(said)).toBe('09:05:03  MemberSaid         customhrm/department/D7             name, email');
    const asked = { event: 'WriteAsked', member: 'customhrm/department', fields: ['name'] };
    expect(lineFor(asked)).toBe('09:05:03  WriteAsked         customhrm/department                name');
    const parked = { event: 'UnitParked', fields: ['code'], reasons: [{ field: 'code', code: 'too-long' }] };
    expect(lineFor(parked)).toBe('09:05:03  UnitParked         l1                                  code  (too-long)');
    expect(lineOf('no json')).toBeUndefined();
  });
});
