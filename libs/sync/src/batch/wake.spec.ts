import { expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';
import { wake } from './wake.js';

const dayMs = 86_400_000;
const policy = policyFrom('DEPARTMENT', [plainField('name'), plainField('active', { retryAfterMs: dayMs })]);
const settings = officeSettings({ policyOf: () => policy });
const words = { name: 'Salg', active: true };

/** The HRM archived departments, which PowerOffice Go refuses. */
async function refused(ids: readonly string[]) {
  const office = new Office(settings);
  await office.hear(...ids.map((id) => office.seen('powerofficego', 'DEPARTMENT', id, words)));
  await office.scansComplete();
  await office.meetAll();
  await office.obey();
  for (const { changed } of [...office.ledger.kept.values()]) {
    const ref = changed.state.members['customhrm/department']!.ref!;
    const said = office.seen('customhrm', 'DEPARTMENT', ref.id, { ...words, active: false }, { revision: 3 });
    await office.hear(said);
  }
  await refuse(office);
  return office;
}

async function refuse(office: Office): Promise<void> {
  const refusals = [{ field: 'active', code: 'refused' as const, words: 'has ledger balances' }];
  for (const { ticket } of office.commands.splice(0)) {
    await office.hear(office.message('WriteAnswered', { ticket, outcome: 'refused', sent: [], refusals }));
  }
}

async function wakeAt(office: Office, now: number, limit = 1_000) {
  office.ledger.clock = now;
  const woken = await wake(office.ledger, settings, limit);
  for (const { message } of woken.out) if (message.type === 'WriteRecord') office.commands.push(message.data as never);
  return woken;
}

test('what a system refuses today is tried again a day later, and every day after', async () => {
  const office = await refused(['d1']);
  expect(office.standings()).toEqual({ d1: 'parked' });
  expect(await wakeAt(office, dayMs - 1)).toMatchObject({ changedLinks: 0 });
  for (const day of [1, 2, 3]) {
    const { out } = await wakeAt(office, day * dayMs);
    const command = out.find(({ message }) => message.type === 'WriteRecord');
    expect(command).toMatchObject({ message: { data: { values: { active: false } } } });
    expect(command!.message.causationid).toBeDefined();
    expect(await wakeAt(office, day * dayMs)).toMatchObject({ changedLinks: 0 });
    await refuse(office);
    expect(office.standings()).toEqual({ d1: 'parked' });
  }
});

test('a slice takes no more than its limit, and says that there is more', async () => {
  const office = await refused(['d1', 'd2', 'd3']);
  expect(await wakeAt(office, dayMs, 2)).toMatchObject({ changedLinks: 2, left: true });
  expect(await wakeAt(office, dayMs, 2)).toMatchObject({ changedLinks: 1, left: false });
});

test('what was taken back meanwhile is not tried again', async () => {
  const office = await refused(['d1']);
  const id = [...office.ledger.rows.values()].find(({ ref }) => ref.system === 'customhrm')!.ref.id;
  await office.hear(office.seen('customhrm', 'DEPARTMENT', id, words, { revision: 4 }));
  expect(office.standings()).toEqual({ d1: 'agree' });
  expect(await wakeAt(office, dayMs)).toMatchObject({ changedLinks: 0 });
});
