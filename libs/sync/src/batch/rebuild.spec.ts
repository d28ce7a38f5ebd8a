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

test('a record that was merged, and goes on in another link, is that one’s, in whatever order they are told', async () => {
  const office = new Office(settings);
  for (const id of ['1', '2']) {
    const values = { name: `Salg ${id}`, code: id, managerId: null };
    await office.hear(office.seen('powerofficego', 'DEPARTMENT', id, values));
    await office.hear(office.seen('customhrm', 'DEPARTMENT', `h${id}`, values));
  }
  await office.scansComplete();
  await office.meetAll();
  const [link, other] = [...office.ledger.kept.keys()];
  await office.decide({ type: 'merge', link: link!, other: other! });
  expect(office.standings()).toMatchObject({ '1': 'agree', '2': 'skipped' });

  const stored = [...office.ledger.kept].map(([id, { events }]) => ({ id, events }));
  for (const streams of [stored, stored.toReversed(), ...stored.map((one) => [one])]) {
    const { rows } = await rebuild(office.ledger, settings, streams);
    for (const { key, linkId, matched } of rows)
      expect([key, linkId, matched]).toEqual([
        key,
        office.ledger.rows.get(key)!.linkId,
        office.ledger.rows.get(key)!.matched,
      ]);
  }
});
