import type { CanonicalWriteAnswered } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';
import { rebuild } from './rebuild.js';

const settings = officeSettings();

test('a link stands as it did, whether what it refers to is told again beside it or not', async () => {
  const office = new Office(settings);
  await office.hear(
    office.seen('powerofficego', 'CUSTOMER', '21', { name: 'Fjord AS', code: '1' }),
    office.seen('powerofficego', 'CONTACT_PERSON', '31', {
      lastName: 'Fjord',
      email: null,
      departmentId: 'default/powerofficego/contact/21',
    }),
  );
  await office.scansComplete();
  await office.meetAll();
  const [company] = office.commands.splice(0);
  const { data, ...envelope } = office.done(company!);
  const { ref: _, values: __, ...answered } = data as CanonicalWriteAnswered;
  const refusals = [{ field: null, code: 'refused' as const, words: 'nei' }];
  await office.hear({ ...envelope, data: { ...answered, outcome: 'refused', sent: [], refusals } });
  await office.obey();
  expect(office.standings()).toEqual({ '21': 'parked', '31': 'waiting' });

  const stored = [...office.ledger.kept].map(([id, { events, changed }]) => ({ id, events, changed }));
  for (const streams of [stored, stored.toReversed(), ...stored.map((one) => [one])]) {
    const { links } = await rebuild(office.ledger, settings, streams);
    for (const { id, changed } of streams)
      expect(links.find(({ state }) => state.id === id)?.standing).toEqual(changed.standing);
  }
});
