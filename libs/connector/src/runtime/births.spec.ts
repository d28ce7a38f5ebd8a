import type { NativeWriteRecord } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Reading } from '../port.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { create } from './births.js';

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

  test('bears what the system says it bears', async () => {
    const other = { ...plain, reference: `sv-${'b'.repeat(25)}` };
    expect(await bornAs(other)).toMatchObject({ reading: other });
  });
});
