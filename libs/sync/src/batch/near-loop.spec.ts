import { expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';
import { deliver } from './deliver.js';

/** The number only travels towards the HRM, whose own automation changes it back each time. */
const oneWay = policyFrom('DEPARTMENT', [
  plainField('name'),
  plainField('code', { heardFrom: ['powerofficego'], toldTo: ['customhrm'] }),
]);

test('a value written again though the same write had succeeded is counted as a near-loop', async () => {
  const office = new Office(officeSettings({ policyOf: () => oneWay }));
  await office.hear(office.seen('powerofficego', 'DEPARTMENT', 'd1', { name: 'Salg', code: '10' }));
  await office.scansComplete();
  await office.meetAll();
  const [create] = await office.obey();
  const id = `h-${create!.ticket.linkId.slice(0, 6)}`;
  const changedBack = office.seen('customhrm', 'DEPARTMENT', id, { name: 'Salg', code: '99' }, { revision: 2 });
  await office.hear(changedBack);
  const [again] = office.commands.splice(0);
  expect(again!.values).toEqual({ code: '10' });
  const { nearLoops } = await deliver(office.ledger, office.settings, [office.done(again!)]);
  expect(nearLoops).toBe(1);
});
