import type { Message } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';
import { askForgotten } from './again.js';

const department = { name: 'Salg', code: '10', managerId: null };
const settings = officeSettings();

/** An office whose PowerOffice Go departments were told again as revision 100 or later, with what it then asks. */
async function toldAgain(...again: readonly string[]) {
  const office = new Office(settings);
  const seen = (id: string, revision: number) =>
    office.seen('powerofficego', 'DEPARTMENT', id, { ...department, code: id }, { revision });
  await office.hear(seen('d1', 7), seen('d2', 9), office.seen('customhrm', 'DEPARTMENT', 'h1', department));
  const claim = { tenant: 'default', system: 'powerofficego', resource: 'departments', scanId: 's', count: 1 };
  await office.hear(office.message('ScanCompleted', { ...claim, digest: 1, toldSince: 100 }));
  await office.hear(...again.map((id) => seen(id, 100)));
  const asks = async (): Promise<readonly Message[]> =>
    (await askForgotten(office.ledger, settings)).out.map(({ message }) => message);
  return { office, seen, asks };
}
const idsOf = (asked: readonly Message[]) =>
  asked.map(({ type, data }) => `${type} ${(data as { ref: { id: string } }).ref.id}`);

describe('a record that was not told again when all others were', () => {
  test('is asked about, and whatever else is there is not', async () => {
    const { asks } = await toldAgain('d1');
    expect(idsOf(await asks())).toEqual(['ReadRecord d2']);
  });

  test('is asked about until it is told, or told to be gone', async () => {
    const { office, seen, asks } = await toldAgain();
    expect(idsOf(await asks())).toEqual(['ReadRecord d1', 'ReadRecord d2']);
    await office.hear(seen('d1', 101));
    expect(idsOf(await asks())).toEqual(['ReadRecord d2']);
    const { ref } = office.ledger.rows.get('default/powerofficego/departments/d2')!;
    await office.hear(office.message('RecordGone', { ref, incarnation: 1, revision: 102, proof: 'spec' }));
    expect(await asks()).toEqual([]);
    expect(office.ledger.state.scans['powerofficego/departments']).toMatchObject({ count: 1 });
  });

  test('is asked about no more once all were told: what is told later is told as it comes', async () => {
    const { office, asks } = await toldAgain('d1', 'd2');
    expect(await asks()).toEqual([]);
    expect(office.ledger.state.scans['powerofficego/departments']).not.toHaveProperty('toldSince');
  });

  test('is asked about by messages of which each turn has its own', async () => {
    const { office, asks } = await toldAgain('d1');
    const [first] = await asks();
    office.ledger.clock = 60_000;
    const [again] = await asks();
    expect(again).toMatchObject({ subject: first!.subject, data: first!.data });
    expect(again!.id).not.toBe(first!.id);
  });
});

test('a claim that names no time leaves what is still to be asked', async () => {
  const { office, asks } = await toldAgain('d1');
  const claim = { tenant: 'default', system: 'powerofficego', resource: 'departments', scanId: 't', count: 1 };
  await office.hear(office.message('ScanCompleted', { ...claim, digest: 1 }));
  expect(idsOf(await asks())).toEqual(['ReadRecord d2']);
});
