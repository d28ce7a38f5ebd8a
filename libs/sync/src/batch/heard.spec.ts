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
  test('once it is linked is set aside until it is changed back (Inv 3)', async () => {
    const office = new Office();
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company));
    await office.scansComplete();
    await office.meetAll();
    await office.obey();
    const flip = office.seen('powerofficego', 'CUSTOMER_PERSON', '21', person, { revision: 2 });
    await office.hear(flip);
    expect(office.standings()).toEqual({ '21': 'parked' });
    office.out.length = 0;
    await office.hear(flip);
    expect(office.out).toEqual([]);
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company, { revision: 3 }));
    expect(office.standings()).toEqual({ '21': 'agree' });
  });
});

describe('an answer that shows a person where a company was linked', () => {
  test('settles its write, says nothing of the person, and sets the record aside', async () => {
    const office = new Office();
    await office.hear(office.seen('powerofficego', 'CUSTOMER', '21', company));
    await office.scansComplete();
    await office.meetAll();
    await office.obey();
    const [hrm] = [...office.ledger.rows.values()].filter(({ ref }) => ref.system === 'customhrm');
    const edited = { ...hrm!.values, name: 'Fjell AS' };
    await office.hear(office.seen('customhrm', 'CUSTOMER', hrm!.ref.id, edited, { revision: 2 }));
    const [command] = office.commands.splice(0);
    const { data, ...message } = office.done(command!);
    const answer = { ...(data as object), outcome: 'stale', sent: [], values: person, revision: 2 };
    await office.hear({ ...message, data: { ...answer, kind: 'employee', category: 'CUSTOMER_PERSON' } });
    expect(office.standings()).toEqual({ '21': 'parked' });
    expect([...office.ledger.kept.values()][0]!.changed.state.category).toBe('CUSTOMER');
    expect(office.commands).toEqual([]);
    const back = office.seen('powerofficego', 'CUSTOMER', '21', company, { revision: 3 });
    await office.hear(back);
    expect(office.commands).toMatchObject([{ op: 'update', values: { name: 'Fjell AS' } }]);
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
