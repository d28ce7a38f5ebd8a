import type { NativeWriteRecord, RecordRef } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { RetryLater } from '../failures.js';
import type { Reading } from '../port.js';
import { hear } from '../record/hear.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { create, foundAs } from './births.js';
import type { Settling } from './outcome.js';
import { settledBy } from './settled-by.js';

const reference = `sv-${'a'.repeat(25)}`;
const command: NativeWriteRecord = {
  ticket: { linkId: 'l1', system: 'powerofficego', resource: 'departments', n: 1 },
  tenant: 'default',
  op: 'create',
  kind: 'department',
  category: 'DEPARTMENT',
  cause: 'm1',
  reference,
  values: { Name: 'Ny' },
  expected: {},
  decidedOn: 0,
};
const ref: RecordRef = { tenant: 'default', system: 'powerofficego', resource: 'departments', id: '7' };
const clock = { now: () => 1_000, pause: () => Promise.resolve() };

/** What the system that takes this birth answers is kept as this reading. */
async function bornAs(reading: Reading) {
  const resource = new MemorySystem({ ...strong, idempotentCreate: false });
  resource.create = () => Promise.resolve({ outcome: 'done', reading });
  const attempt = { command, state: 'asked', bulk: false, tries: 0 } as const;
  const outcome = await create({ attempt, resource, note: () => Promise.resolve(), clock }, []);
  return outcome.end === 'done' ? outcome.stored : outcome;
}

describe('what is made', () => {
  const plain: Reading = { id: '7', values: { Name: 'Ny' }, stamps: {} };

  test('is known by our reference from then on, also where the system takes none (Inv 12)', async () => {
    expect(await bornAs(plain)).toMatchObject({ reading: { id: '7', reference } });
  });

  test('before, and is remembered, is not made again for who has forgotten it (Inv 12)', async () => {
    const resource = new MemorySystem({ ...strong, idempotentCreate: false });
    resource.put('7', { Name: 'Gammel' });
    const { row } = hear(undefined, plain, { resource, ref: { ...ref, id: '7' }, begunAt: 900, now: 900 });
    const attempt = { command, state: 'asked', bulk: false, tries: 0 } as const;
    const trial = { attempt, resource, row: { ...row, reference }, note: () => Promise.resolve(), clock };
    expect(await create(trial, [])).toMatchObject({ end: 'done', found: true, ambiguous: ['Name'] });
    expect(resource.count('create')).toBe(0);
    // A replica that is behind does not show it: that proves nothing.
    resource.remove('7');
    await expect(create(trial, [])).rejects.toThrow(RetryLater);
    expect(resource.count('create')).toBe(0);
    expect(await create({ ...trial, attempt: { ...attempt, tries: 6 } }, [])).not.toHaveProperty('found');
    expect(resource.count('create')).toBe(1);
    expect(await create({ ...trial, row: { ...row, reference, gone: true } }, [])).not.toHaveProperty('found');
    expect(resource.count('create')).toBe(2);
  });

  test.each([
    { words: 'was told these values is taken for what it made of them', note: {}, sent: ['Name'] },
    { words: 'was told others keeps what may be a value of then', note: { inherited: true as const }, sent: [] },
    { words: 'was told nothing yet keeps it too', note: undefined, sent: [] },
  ])('and is found with less than was told, where the system $words', async ({ note, sent }) => {
    const longer = { ...command, values: { Name: 'Ny avdeling' } };
    const noted = note && { note: { sent: ['Name'], before: { stamps: {} }, ...note } };
    const attempt = { command: longer, state: 'asked', bulk: false, tries: 0, ...noted } as const;
    const outcome = foundAs(attempt, [], { reading: plain, begunAt: 900 });
    expect(outcome).toMatchObject({ end: 'done', found: true, sent });
    expect('ambiguous' in outcome ? outcome.ambiguous : []).toEqual(sent.length > 0 ? [] : ['Name']);
  });

  test('and is found is known by our reference, unless it was known before without one', () => {
    const resource = new MemorySystem({ ...strong, idempotentCreate: false });
    const attempt = { command, state: 'sent', bulk: false, tries: 0 } as const;
    const found = foundAs(attempt, [], { reading: plain, begunAt: 900 }) as Settling;
    const at = { system: 'powerofficego', resource, now: 1_000 } as const;
    expect(settledBy(found, undefined, at)).toMatchObject({ row: { reference }, answer: { reference, found: true } });
    const { row } = hear(undefined, plain, { resource, ref, begunAt: 900, now: 900 });
    expect(settledBy(found, row, at).answer).not.toHaveProperty('reference');
  });

  test('bears what the system says it bears', async () => {
    const other = { ...plain, reference: `sv-${'b'.repeat(25)}` };
    expect(await bornAs(other)).toMatchObject({ reading: other });
  });
});
