import { expect, test } from 'vitest';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';
import { decideFor } from './decide-for.js';

const by = { who: 'kari', why: 'kunden er slettet med vilje' };
const usual = officeSettings();
const settings = officeSettings({
  policyOf: (category) =>
    policyFrom(category, [...Object.values(usual.policyOf(category).fields), plainField('active')]),
});

/** A customer whose HRM department was deleted. */
async function deletedInHrm() {
  const office = new Office(settings);
  await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', { name: 'Fjord AS', code: '1', active: true }));
  await office.scansComplete();
  await office.meetAll();
  const [create] = await office.obey();
  const ref = office.ref('customhrm', 'CUSTOMER', `h-${create!.ticket.linkId.slice(0, 6)}`);
  await office.hear(office.message('RecordGone', { ref, incarnation: 1, revision: 9, proof: 'test' }));
  return { office, link: create!.ticket.linkId };
}

const order = (link: string, choice: 'deactivate' | 'keep') => ({
  id: 'k1',
  by,
  decision: { type: 'settleGone' as const, link, choice },
});

test('the record whose counterpart is gone is deactivated or kept as a person says', async () => {
  for (const choice of ['deactivate', 'keep'] as const) {
    const { office, link } = await deletedInHrm();
    expect(office.standings()).toEqual({ '21': 'waiting' });
    const carriedOut = await decideFor(office.ledger, settings, order(link, choice));
    const commands = 'out' in carriedOut ? carriedOut.out.filter(({ message }) => message.type === 'WriteRecord') : [];
    expect(commands).toHaveLength(choice === 'keep' ? 0 : 1);
    expect(office.standings()).toEqual({ '21': choice === 'keep' ? 'skipped' : 'differ' });
    expect(office.ledger.kept.get(link)!.events).toContainEqual(expect.objectContaining({ choice, by }));
  }
});

test('where nobody is asked, it is refused', async () => {
  const { office, link } = await deletedInHrm();
  await decideFor(office.ledger, settings, order(link, 'keep'));
  expect(await decideFor(office.ledger, settings, order(link, 'deactivate'))).toMatchObject({
    refused: { code: 'nothing-to-decide' },
  });
  expect(await decideFor(office.ledger, settings, order('lnone', 'keep'))).toMatchObject({
    refused: { code: 'unknown' },
  });
});
