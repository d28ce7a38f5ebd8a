import type { Message } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';
import { askForgotten } from './forgotten.js';

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
  const asks = async (minutes = 60): Promise<readonly Message[]> => {
    office.ledger.clock += minutes * 60_000;
    return (await askForgotten(office.ledger, settings)).out.map(({ message }) => message);
  };
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
    for (let round = 0; round < 3; round++) expect(await asks()).toEqual([]);
    expect(office.ledger.state.scans['powerofficego/departments']).not.toHaveProperty('toldSince');
  });

  test('is asked about by messages of which each turn has its own', async () => {
    const { asks } = await toldAgain('d1');
    const [first] = await asks();
    const [again] = await asks();
    expect(again).toMatchObject({ subject: first!.subject, data: first!.data });
    expect(again!.id).not.toBe(first!.id);
  });
});

describe('asking about the forgotten', () => {
  test('is not done again by whoever else looks, and then at longer and longer intervals', async () => {
    const { asks } = await toldAgain('d1');
    const asked: number[] = [];
    for (let minute = 0; minute < 100; minute++) if ((await asks(1)).length > 0) asked.push(minute);
    expect(asked).toEqual([0, 1, 6, 31, 91]);
    expect(await asks(0)).toEqual([]);
  });

  test('goes on behind the last one, so that nobody who is never answered for is in the way of others', async () => {
    const { office, seen, asks } = await toldAgain('d1', 'd2');
    const many = Array.from({ length: 120 }, (_, at) => `x${String(at).padStart(3, '0')}`);
    await office.hear(...many.slice(0, 60).map((id) => seen(id, 5)), ...many.slice(60).map((id) => seen(id, 100)));
    expect(idsOf(await asks(1))).toHaveLength(50);
    expect(idsOf(await asks(1))).toEqual(many.slice(50, 60).map((id) => `ReadRecord ${id}`));
    expect(idsOf(await asks(1))).toEqual(many.slice(0, 50).map((id) => `ReadRecord ${id}`));
  });

  test('is not done where most were not told: they still are being, or it is another company’s data', async () => {
    const { office, seen, asks } = await toldAgain('d1', 'd2');
    const many = Array.from({ length: 7 }, (_, at) => `x${at}`);
    await office.hear(...many.map((id) => seen(id, 5)));
    expect(await asks()).toEqual([]);
    await office.hear(...many.slice(0, 4).map((id) => seen(id, 101)));
    expect(idsOf(await asks())).toEqual(['ReadRecord x4', 'ReadRecord x5', 'ReadRecord x6']);
  });
});

test('a claim that names no time leaves what is still to be asked', async () => {
  const { office, asks } = await toldAgain('d1');
  const claim = { tenant: 'default', system: 'powerofficego', resource: 'departments', scanId: 't', count: 1 };
  await office.hear(office.message('ScanCompleted', { ...claim, digest: 1 }));
  expect(idsOf(await asks())).toEqual(['ReadRecord d2']);
});
