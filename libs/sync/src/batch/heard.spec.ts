import { describe, expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';

const company = { name: 'Fjord AS', code: '10001' };
const person = { lastName: 'Fjord', email: 'f@x.no' };

describe('a customer that turns out to be a person', () => {
  const turned = async (settings = officeSettings()) => {
    const office = new Office(settings);
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company));
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person, { revision: 2 }));
    return office;
  };
  const counted = (office: Office) => {
    const { counts } = office.ledger.state;
    return [counts['customers-department'].records, counts['customersperson-employee'].records];
  };

  test('before it is linked is from then on met in the flow it belongs to', async () => {
    const office = await turned();
    expect(counted(office)).toEqual([0, 1]);
    await office.scansComplete();
    await office.meetAll();
    expect(office.commands).toMatchObject([{ op: 'create', category: 'CUSTOMER_PERSON', values: person }]);
  });
  test('while nothing is decided for its tenant is counted where it belongs', async () => {
    expect(counted(await turned(officeSettings({ phase: 'match' })))).toEqual([0, 1]);
  });
  test('is met at once where the flow it came from has not met yet', async () => {
    const office = new Office();
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company));
    office.ledger.state = { ...office.ledger.state, meeting: { department: 'waiting', employee: 'met' } };
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person, { revision: 2 }));
    expect(office.commands).toMatchObject([{ op: 'create', values: person }]);
  });
});

describe('a record that is gone', () => {
  test('does not come back by a message from before (Inv 3)', async () => {
    const office = new Office();
    const seen = office.seen('powerofficego', 'CUSTOMER', '21', company);
    const ref = office.ref('powerofficego', 'CUSTOMER', '21');
    await office.hear(seen, office.message('RecordGone', { ref, incarnation: 1, revision: 2, proof: 'twice' }));
    await office.hear(seen);
    expect(office.ledger.rows.get('default/powerofficego/contact/21')!.gone).toBe(true);
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company, { revision: 3, incarnation: 2 }));
    expect(office.ledger.rows.get('default/powerofficego/contact/21')!.gone).toBe(false);
  });
});
