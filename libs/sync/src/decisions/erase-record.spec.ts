import type { Category, Decision, Message, Resource, System } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { rebuild } from '../batch/rebuild.js';
import { Office, officeSettings } from '../testing/office.js';

const canaries = ['Kanarivik', 'kanari@x.no'];
const vik = { lastName: 'Kanarivik', email: 'kanari@x.no', departmentId: null, managerId: null };
const dal = { lastName: 'Dal', email: 'd@x.no', departmentId: null, managerId: null };

let office: Office;
const keyOf = (resource: string, id: string, system: System = 'customhrm') => `default/${system}/${resource}/${id}`;
const row = (resource: string, id: string, system?: System) => office.ledger.rows.get(keyOf(resource, id, system))!;
const erase = (system: System, resource: Resource, id: string) =>
  office.decide({ type: 'erase', record: { system, resource, id } });
function gone(system: System, id: string, category: Category = 'EMPLOYEE'): Message {
  const ref = office.ref(system, category, id);
  const { revision } = row(ref.resource, id, system);
  return office.message('RecordGone', { ref, incarnation: 1, revision: revision + 1, proof: 'test' });
}
/** Everything the ledger keeps, in one text. */
const kept = () =>
  JSON.stringify([office.ledger.state, ...office.ledger.rows.values(), ...office.ledger.kept.values()]);
const told = (type: string) => office.out.filter(({ message }) => message.type === type);
const obeyAll = async () => {
  while ((await office.obey()).length > 0);
};
/** That projections are what the streams tell. */
async function expectRebuilt() {
  const streams = [...office.ledger.kept].map(([id, { events, version }]) => ({ id, events, version }));
  const { links, rows } = await rebuild(office.ledger, office.settings, streams);
  for (const { state } of links) expect(office.ledger.kept.get(state.id)!.changed.state).toEqual(state);
  for (const { key, linkId, matched } of rows)
    expect(office.ledger.rows.get(key)).toMatchObject({ key, linkId, matched });
}
async function met(...messages: readonly Message[]) {
  await office.hear(...messages);
  await office.scansComplete();
  await office.meetAll();
  await obeyAll();
}

beforeEach(() => {
  office = new Office();
});

describe('a person who is only in the HRM', () => {
  beforeEach(async () => {
    await met(
      office.seen('powerofficego', 'EMPLOYEE', '13', dal),
      office.seen('customhrm', 'EMPLOYEE', 'e-1', vik, { stamps: { record: '2026-01-01' } }),
    );
    expect(row('employee', 'e-1').linkId).toBeUndefined();
  });

  test('is not erased while the record is there: the refusal says where it is to be deleted', async () => {
    const before = kept();
    expect(await erase('customhrm', 'employee', 'e-1')).toMatchObject({
      refused: {
        code: 'not-possible',
        words: expect.stringMatching(/customhrm\/employee\/e-1 is there in the HRM .*delete it there/),
      },
    });
    expect(kept()).toBe(before);
    expect(told('ForgetRecord')).toEqual([]);
  });

  test('leaves a tombstone that says who and when, and no value', async () => {
    await office.hear(gone('customhrm', 'e-1'));
    const done = await erase('customhrm', 'employee', 'e-1');
    expect(done).toMatchObject({
      links: [],
      erased: { links: [], records: [keyOf('employee', 'e-1')], removed: { links: 0, events: 0, records: 1 } },
    });
    for (const canary of canaries) expect(kept()).not.toContain(canary);
    expect(row('employee', 'e-1')).toEqual({
      key: keyOf('employee', 'e-1'),
      ref: office.ref('customhrm', 'EMPLOYEE', 'e-1'),
      ...{ kind: 'employee', category: 'EMPLOYEE', roles: ['EMPLOYEE'], revision: 2, mapping: 'm' },
      ...{ values: {}, matchKeys: [], reference: undefined, ours: false, gone: true, linkId: undefined },
      problem: [{ field: null, code: 'erased', words: 'Erased by kari at 1970-01-01T00:00:00.000Z.' }],
      ...{ matched: false, leftBehind: undefined },
    });
    await expectRebuilt();
  });

  test('is forgotten by the connector, and what was decided is told with the record', async () => {
    await office.hear(gone('customhrm', 'e-1'));
    await erase('customhrm', 'employee', 'e-1');
    expect(told('ForgetRecord')).toMatchObject([
      {
        topic: 'commands.canonical',
        key: keyOf('employee', 'e-1'),
        message: { data: { ref: { system: 'customhrm', resource: 'employee', id: 'e-1' } } },
      },
    ]);
    expect(told('OperatorDecided').map(({ message }) => message.data)).toEqual([
      {
        tenant: 'default',
        decision: 'erase',
        who: 'kari',
        why: 'a test',
        about: [],
        records: [keyOf('employee', 'e-1')],
      },
    ]);
  });

  test('is erased once: a second time nothing is there (Inv 3)', async () => {
    await office.hear(gone('customhrm', 'e-1'));
    await erase('customhrm', 'employee', 'e-1');
    const before = kept();
    expect(await erase('customhrm', 'employee', 'e-1')).toMatchObject({
      refused: {
        code: 'nothing-to-decide',
        words: `Nothing is kept of ${keyOf('employee', 'e-1')}. Erased by kari at 1970-01-01T00:00:00.000Z.`,
      },
    });
    expect(kept()).toBe(before);
    expect(told('ForgetRecord')).toHaveLength(1);
  });

  test('is not brought back by what comes late, and begins anew when they really return', async () => {
    await office.hear(gone('customhrm', 'e-1'));
    await erase('customhrm', 'employee', 'e-1');
    await office.hear(office.seen('customhrm', 'EMPLOYEE', 'e-1', vik));
    for (const canary of canaries) expect(kept()).not.toContain(canary);
    await office.hear(office.seen('customhrm', 'EMPLOYEE', 'e-1', vik, { revision: 99 }));
    expect(row('employee', 'e-1')).toMatchObject({ gone: false, problem: [], values: vik, ours: false });
    await office.hear(office.seen('powerofficego', 'EMPLOYEE', '12', vik));
    expect(row('employee', 'e-1').linkId).toBe(row('contact', '12', 'powerofficego').linkId);
    await expectRebuilt();
  });

  test('is not known where nothing was ever heard of the record', async () => {
    expect(await erase('customhrm', 'employee', 'e-9')).toMatchObject({
      refused: { code: 'unknown', words: 'There is no record customhrm/employee/e-9.' },
    });
  });
});

test('a candidate that nobody decided about is erased, and the link it was proposed for goes on', async () => {
  const other = { ...dal, email: vik.email };
  await met(
    office.seen('powerofficego', 'EMPLOYEE', '13', other),
    office.seen('customhrm', 'EMPLOYEE', 'e-1', vik),
    office.seen('customhrm', 'EMPLOYEE', 'e-2', { ...other, lastName: 'Bø' }),
  );
  const link = row('contact', '13', 'powerofficego').linkId!;
  expect(office.ledger.kept.get(link)!.changed.state.proposal?.candidates).toContain(keyOf('employee', 'e-1'));
  await office.hear(gone('customhrm', 'e-1'));
  const { version } = office.ledger.kept.get(link)!;
  expect(await erase('customhrm', 'employee', 'e-1')).toMatchObject({
    links: [],
    erased: { records: [keyOf('employee', 'e-1')] },
  });
  expect(kept()).not.toContain('Kanarivik');
  expect(office.ledger.kept.get(link)).toMatchObject({ version, changed: { state: { id: link } } });
  expect(office.ledger.kept.get(link)!.changed.state.erased).toBeUndefined();
  await expectRebuilt();
});

test('a record that met nobody yet is erased, as whatever kinds of thing it is', async () => {
  office = new Office(officeSettings({ personCustomersAsDepartments: true }));
  const asDepartment = { values: { name: 'Kanarivik', code: '7' }, mapping: 'm' };
  await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', '9', vik, { asDepartment }));
  expect([...office.ledger.kept.keys()]).toEqual([]);
  await office.hear(gone('powerofficego', '9', 'CUSTOMER_PERSON'));
  const both = [keyOf('contact', '9', 'powerofficego'), keyOf('personcustomer', '9', 'powerofficego')];
  expect(await erase('powerofficego', 'personcustomer', '9')).toMatchObject({ erased: { records: both } });
  expect(told('ForgetRecord').map(({ key }) => key)).toEqual([both[0]]);
  for (const canary of canaries) expect(kept()).not.toContain(canary);
  const again: Decision = { type: 'erase', record: { system: 'powerofficego', resource: 'contact', id: '9' } };
  expect(await office.decide(again)).toMatchObject({ refused: { code: 'nothing-to-decide' } });
});

describe('a record that is in a link', () => {
  let link: string;
  beforeEach(async () => {
    await met(office.seen('powerofficego', 'EMPLOYEE', '12', vik), office.seen('customhrm', 'EMPLOYEE', 'e-1', vik));
    link = row('employee', 'e-1').linkId!;
  });

  test('stands for its link: all of it is erased, once every record is gone', async () => {
    await office.hear(gone('customhrm', 'e-1'));
    expect(await erase('customhrm', 'employee', 'e-1')).toMatchObject({
      refused: { code: 'not-possible', words: expect.stringContaining('contact/12 is there in PowerOffice Go') },
    });
    await office.hear(gone('powerofficego', '12'));
    expect(await erase('customhrm', 'employee', 'e-1')).toMatchObject({
      links: [link],
      erased: { records: expect.arrayContaining([keyOf('contact', '12', 'powerofficego'), keyOf('employee', 'e-1')]) },
    });
    for (const canary of canaries) expect(kept()).not.toContain(canary);
    expect(await erase('powerofficego', 'contact', '12')).toMatchObject({
      refused: { code: 'nothing-to-decide', words: expect.stringContaining('Erased by kari at 1970') },
    });
    await expectRebuilt();
  });

  test('and was parted from it takes the stream that holds what it said, and nothing of the other', async () => {
    await office.decide({ type: 'unlink', link });
    await office.hear(gone('customhrm', 'e-1'));
    const goesOn = row('contact', '12', 'powerofficego').linkId!;
    expect(goesOn).not.toBe(link);
    expect(await erase('customhrm', 'employee', 'e-1')).toMatchObject({
      links: [link],
      erased: { records: [keyOf('employee', 'e-1')] },
    });
    expect(office.ledger.kept.get(link)!.events.map(({ type }) => type)).toEqual(['LinkErased']);
    expect(office.ledger.kept.get(goesOn)!.changed.state.erased).toBeUndefined();
    expect(row('contact', '12', 'powerofficego')).toMatchObject({ gone: false, values: vik });
    await expectRebuilt();
  });
});
