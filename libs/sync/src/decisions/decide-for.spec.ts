import { expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';
import { decideFor } from './decide-for.js';

const by = { who: 'kari', why: 'mended in the HRM' };

async function refusedByTheHrm() {
  const office = new Office();
  await office.hear(office.seen('powerofficego', 'DEPARTMENT', 'd1', { name: 'Salg', code: '10', managerId: null }));
  await office.scansComplete();
  await office.meetAll();
  const [create] = office.commands.splice(0);
  const refusals = [{ field: null, code: 'refused' as const, words: 'no' }];
  await office.hear(
    office.message('WriteAnswered', { ticket: create!.ticket, outcome: 'refused', sent: [], refusals }),
  );
  return { office, link: create!.ticket.linkId };
}

test('what was set aside is tried again when a person says so, and the person is kept with it', async () => {
  const { office, link } = await refusedByTheHrm();
  expect(office.standings()).toEqual({ d1: 'parked' });
  const order = { id: 'k1', by, decision: { type: 'release' as const, link } };
  const carriedOut = await decideFor(office.ledger, office.settings, order);
  expect(carriedOut).toMatchObject({ links: [link], changedLinks: 1 });
  const [told, command] = 'out' in carriedOut ? carriedOut.out : [];
  expect(told).toMatchObject({ topic: 'operator', message: { data: { decision: 'release', ...by, about: [link] } } });
  expect(command).toMatchObject({ message: { type: 'WriteRecord', causationid: told!.message.id } });
  expect(office.ledger.kept.get(link)!.events).toContainEqual(
    expect.objectContaining({ type: 'UnitReleased', unit: '*', by }),
  );
  expect(office.standings()).toEqual({ d1: 'differ' });
});

test('a decision about what is not there, or not to be decided, is refused and stores nothing', async () => {
  const { office, link } = await refusedByTheHrm();
  const order = (about: string, unit?: string) => ({
    id: 'k1',
    by,
    decision: { type: 'release' as const, link: about, ...(unit && { unit }) },
  });
  expect(await decideFor(office.ledger, officeSettings(), order('lnone'))).toMatchObject({
    refused: { code: 'unknown', words: expect.stringContaining('lnone') },
  });
  expect(await decideFor(office.ledger, officeSettings(), order(link, 'name'))).toMatchObject({
    refused: { code: 'nothing-to-decide' },
  });
  expect(office.standings()).toEqual({ d1: 'parked' });
});
