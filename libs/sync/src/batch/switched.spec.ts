import type { Message } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';
import { deliver } from './deliver.js';
import type { TenantSettings } from './settings.js';

const vik = { lastName: 'Vik', email: 'v@x.no', departmentId: null, managerId: null };

/** An employee in agreement, and what is heard of it while the tenant has chosen something else. */
async function linked() {
  const office = new Office();
  await office.hear(office.seen('powerofficego', 'EMPLOYEE', '12', vik));
  await office.scansComplete();
  await office.meetAll();
  while ((await office.obey()).length > 0);
  const edit = (revision: number, email: string) =>
    office.seen('powerofficego', 'EMPLOYEE', '12', { ...vik, email }, { revision });
  const hear = async (more: Partial<TenantSettings>, ...messages: readonly Message[]) =>
    (await deliver(office.ledger, officeSettings(more), messages)).out.map(({ message }) => message.type);
  return { office, edit, hear };
}

describe('a tenant that goes back to `match`', () => {
  test('loses no edit meanwhile, and nothing is written', async () => {
    const { office, edit, hear } = await linked();
    expect(await hear({ phase: 'match' }, edit(2, 'n@x.no'))).toEqual(['LinkTold']);
    await office.hear(edit(3, 'o@x.no'));
    expect(office.commands).toMatchObject([{ op: 'update', values: { email: 'o@x.no' } }]);
  });
  test('hears what became of writes under way', async () => {
    const { office, edit, hear } = await linked();
    await office.hear(edit(2, 'n@x.no'));
    const [command] = office.commands.splice(0);
    await hear({ phase: 'match' }, office.done(command!));
    expect(office.standings()).toEqual({ '12': 'agree' });
  });
});

describe('a flow that is switched off', () => {
  const off = { flowEnabled: () => false };
  test('writes nothing for those who were linked before, who are skipped, and is told again once it is on', async () => {
    const { office, edit, hear } = await linked();
    expect(await hear(off, edit(2, 'n@x.no'))).toEqual(['LinkTold']);
    expect(office.standings()).toEqual({ '12': 'skipped' });
    await office.hear(edit(3, 'o@x.no'));
    expect(office.commands).toMatchObject([{ op: 'update', values: { email: 'o@x.no' } }]);
  });
});
