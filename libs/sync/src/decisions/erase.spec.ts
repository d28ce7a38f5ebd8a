import type { CanonicalWriteAnswered, Category, Message, System, Values } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { rebuild } from '../batch/rebuild.js';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { Office, officeSettings } from '../testing/office.js';

const usual = officeSettings();
/** The same office, where records can be inactive. */
const settings = officeSettings({
  policyOf: (category) =>
    policyFrom(category, [...Object.values(usual.policyOf(category).fields), plainField('active')]),
});
const canaries = ['Kanarivik', 'kanari@x.no'];
const vik = { lastName: 'Kanarivik', email: 'kanari@x.no', departmentId: null, managerId: null, active: true };

let office: Office;
let link: string;
let hrmId: string;
const row = (system: System, category: Category, id: string) => {
  const ref = office.ref(system, category, id);
  return office.ledger.rows.get(`default/${ref.system}/${ref.resource}/${ref.id}`);
};
const gone = (system: System, id: string): Message =>
  office.message('RecordGone', {
    ref: office.ref(system, 'EMPLOYEE', id),
    incarnation: 1,
    revision: (row(system, 'EMPLOYEE', id)?.revision ?? 0) + 1,
    proof: 'test',
  });
const seen = (system: System, id: string, values: Values, revision: number): Message =>
  office.seen(system, 'EMPLOYEE', id, values, { revision });
const obeyAll = async () => {
  while ((await office.obey()).length > 0);
};
/** Everything the ledger keeps, in one text. */
const kept = () =>
  JSON.stringify([office.ledger.state, ...office.ledger.rows.values(), ...office.ledger.kept.values()]);
const eventsOf = (id: string) => office.ledger.kept.get(id)!.events;
async function deletedOnBothSides() {
  await office.hear(gone('powerofficego', '12'));
  await obeyAll();
  await office.hear(gone('customhrm', hrmId));
}
/** That projections are what the streams tell. */
async function expectRebuilt() {
  const streams = [...office.ledger.kept].map(([id, { events, version }]) => ({ id, events, version }));
  const { links, rows } = await rebuild(office.ledger, settings, streams);
  for (const one of links) {
    const { changed, version } = office.ledger.kept.get(one.state.id)!;
    expect([one.state, one.before, one.standing]).toEqual([changed.state, version, changed.standing]);
  }
  for (const { key, linkId, matched } of rows)
    expect(office.ledger.rows.get(key)).toMatchObject({ key, linkId, matched });
}

beforeEach(async () => {
  office = new Office(settings);
  await office.hear(
    office.seen('powerofficego', 'EMPLOYEE', '12', vik),
    office.seen('powerofficego', 'EMPLOYEE', '13', {
      ...vik,
      lastName: 'Dal',
      email: 'd@x.no',
      managerId: 'default/powerofficego/contact/12',
    }),
  );
  await office.scansComplete();
  await office.meetAll();
  await obeyAll();
  link = row('powerofficego', 'EMPLOYEE', '12')!.linkId!;
  hrmId = office.ledger.kept.get(link)!.changed.members['customhrm/employee']!.split('/').at(-1)!;
});

describe('erasing a person', () => {
  test('is refused while a record is there, with where it is to be deleted', async () => {
    expect(await office.decide({ type: 'erase', link })).toMatchObject({
      refused: { code: 'not-possible', words: expect.stringContaining('contact/12 is there in PowerOffice Go') },
    });
    await office.hear(gone('powerofficego', '12'));
    await obeyAll();
    const before = kept();
    expect(await office.decide({ type: 'erase', link })).toMatchObject({
      refused: { words: expect.stringMatching(/customhrm\/employee\/.* is there in the HRM .* delete it there/) },
    });
    expect(kept()).toBe(before);
  });

  test('is refused for what is not there', async () => {
    expect(await office.decide({ type: 'erase', link: 'lnone' })).toMatchObject({ refused: { code: 'unknown' } });
  });

  test('is refused while a write is under way, whose answer would say it all again', async () => {
    await office.hear(seen('powerofficego', '12', { ...vik, lastName: 'Ny' }, 2));
    const [command] = office.commands;
    await office.decide({ type: 'unlink', link });
    await office.hear(gone('customhrm', hrmId));
    expect(await office.decide({ type: 'erase', link })).toMatchObject({
      refused: { code: 'not-possible', words: `A write of link ${link} is under way; erase once it is answered.` },
    });
    await office.hear(
      office.message('WriteAnswered', { ticket: command!.ticket, outcome: 'gone', sent: [], refusals: [] }),
    );
    expect(await office.decide({ type: 'erase', link })).toMatchObject({ links: [link] });
  });

  test('leaves one event that says who and when, tombstones, and no value anywhere', async () => {
    await deletedOnBothSides();
    const { version } = office.ledger.kept.get(link)!;
    expect(JSON.stringify(eventsOf(link))).toContain(canaries[0]);
    const done = await office.decide({ type: 'erase', link });
    expect(eventsOf(link)).toMatchObject([{ type: 'LinkErased', who: 'kari', at: '1970-01-01T00:00:00.000Z' }]);
    expect(JSON.stringify(eventsOf(link))).not.toContain('a test');
    expect(office.ledger.kept.get(link)!.version).toBe(version + 1);
    for (const canary of canaries) expect(kept()).not.toContain(canary);
    expect(row('powerofficego', 'EMPLOYEE', '12')).toMatchObject({
      gone: true,
      values: {},
      matchKeys: [],
      problem: [],
    });
    expect(office.ledger.kept.get(link)!.changed.standing).toMatchObject({
      state: 'ended',
      reasons: [{ code: 'erased', words: expect.stringContaining('kari') }],
    });
    expect(done).toMatchObject({
      links: [link],
      erased: {
        links: [link],
        records: [expect.any(String), expect.any(String)],
        removed: { links: 1, events: version },
      },
    });
    await expectRebuilt();
  });

  test('asks the connectors of both systems to forget what they remember', async () => {
    await deletedOnBothSides();
    office.out.splice(0);
    await office.decide({ type: 'erase', link });
    const asked = office.out.filter(({ message }) => message.type === 'ForgetRecord');
    expect(asked.map(({ topic, key }) => [topic, key])).toEqual([
      ['commands.canonical', 'default/powerofficego/contact/12'],
      ['commands.canonical', `default/customhrm/employee/${hrmId}`],
    ]);
    const told = office.out.find(({ topic }) => topic === 'links');
    expect(told?.message.data).toMatchObject({ state: 'ended', events: [{ event: 'LinkErased' }] });
  });

  test('is done once: a second time nothing is there (Inv 3)', async () => {
    await deletedOnBothSides();
    await office.decide({ type: 'erase', link });
    const before = kept();
    expect(await office.decide({ type: 'erase', link })).toMatchObject({ refused: { code: 'nothing-to-decide' } });
    expect(kept()).toBe(before);
  });
});

describe('after an erasure', () => {
  beforeEach(async () => {
    await deletedOnBothSides();
    await office.decide({ type: 'erase', link });
  });

  test('what was told before it and comes late brings nothing back', async () => {
    const before = kept();
    const ref = office.ref('customhrm', 'EMPLOYEE', hrmId);
    const answer: Partial<CanonicalWriteAnswered> = {
      ticket: { linkId: link, system: 'customhrm', resource: 'employee', n: 1 },
      outcome: 'done',
      sent: ['lastName'],
      ref,
      values: vik,
      revision: 1,
      refusals: [],
      kind: 'employee',
      category: 'EMPLOYEE',
      roles: ['EMPLOYEE'],
      mapping: 'm',
    };
    await office.hear(seen('powerofficego', '12', vik, 1), seen('customhrm', hrmId, vik, 1), gone('customhrm', hrmId));
    await office.hear(office.message('WriteAnswered', answer));
    expect(office.commands).toEqual([]);
    for (const canary of canaries) expect(kept()).not.toContain(canary);
    expect(eventsOf(link)).toHaveLength(1);
    expect(before.length).toBeGreaterThan(0);
    await expectRebuilt();
  });

  test('a record that really returns begins a new life: another link, which knows nothing of the old', async () => {
    await office.hear(seen('powerofficego', '12', vik, 99));
    const anew = linkIdOf(office.ref('powerofficego', 'EMPLOYEE', '12'), 'employee', 2);
    expect(row('powerofficego', 'EMPLOYEE', '12')).toMatchObject({ linkId: anew, gone: false });
    expect(office.commands).toMatchObject([
      { op: 'create', ticket: { linkId: anew }, values: { lastName: 'Kanarivik' } },
    ]);
    await obeyAll();
    expect(office.ledger.kept.get(anew)!.changed.standing.state).toBe('agree');
    expect(eventsOf(link)).toHaveLength(1);
    await expectRebuilt();
  });

  test('both may return: the HRM’s, whatever reference it bears, is found by what it says', async () => {
    const { reference } = office.ledger.kept.get(link)!.changed;
    await office.hear(office.seen('customhrm', 'EMPLOYEE', hrmId, vik, { revision: 99, reference }));
    expect(row('customhrm', 'EMPLOYEE', hrmId)).toMatchObject({ linkId: undefined, gone: false, ours: false });
    await expectRebuilt();
    await office.hear(seen('powerofficego', '12', vik, 99));
    const { linkId } = row('powerofficego', 'EMPLOYEE', '12')!;
    expect(row('customhrm', 'EMPLOYEE', hrmId)).toMatchObject({ linkId });
    expect(linkId).not.toBe(link);
    await expectRebuilt();
  });

  test('of a life after it, the next erasure takes all that there was', async () => {
    await office.hear(seen('powerofficego', '12', vik, 99));
    await obeyAll();
    const { linkId } = row('powerofficego', 'EMPLOYEE', '12')!;
    const member = office.ledger.kept.get(linkId!)!.changed.members['customhrm/employee']!;
    await office.hear(gone('powerofficego', '12'));
    await obeyAll();
    await office.hear(gone('customhrm', member.split('/').at(-1)!));
    expect(await office.decide({ type: 'erase', link: linkId! })).toMatchObject({ links: [linkId] });
    for (const canary of canaries) expect(kept()).not.toContain(canary);
    await expectRebuilt();
  });
});

describe('links that a person ended', () => {
  test('are erased with the record that founded them', async () => {
    await office.decide({ type: 'unlink', link });
    await office.hear(gone('powerofficego', '12'));
    const [, next] = [...office.ledger.kept.values()].flatMap(({ changed: { state } }) =>
      state.founding!.id === '12' ? [state.id] : [],
    );
    await office.decide({ type: 'erase', link: next! });
    expect([...eventsOf(link), ...eventsOf(next!)].map(({ type }) => type)).toEqual(['LinkErased', 'LinkErased']);
    expect(row('customhrm', 'EMPLOYEE', hrmId)).toMatchObject({ gone: false, leftBy: link });
    expect(office.ledger.kept.get(link)!.changed.members).toMatchObject({
      'customhrm/employee': `default/customhrm/employee/${hrmId}`,
    });
    await expectRebuilt();
  });

  test('are erased for the record they left behind, while their founder goes on in another', async () => {
    await office.decide({ type: 'unlink', link });
    const goesOn = row('powerofficego', 'EMPLOYEE', '12')!.linkId!;
    expect(await office.decide({ type: 'erase', link })).toMatchObject({
      refused: { words: expect.stringContaining(`${hrmId} is there in the HRM`) },
    });
    await office.hear(gone('customhrm', hrmId));
    expect(await office.decide({ type: 'erase', link })).toMatchObject({
      links: [link],
      erased: { records: [`default/customhrm/employee/${hrmId}`] },
    });
    expect(eventsOf(link)).toHaveLength(1);
    expect(eventsOf(goesOn).length).toBeGreaterThan(1);
    await office.hear(seen('powerofficego', '12', { ...vik, lastName: 'Ny' }, 50));
    expect(row('powerofficego', 'EMPLOYEE', '12')!.linkId).toBe(goesOn);
    await expectRebuilt();
  });
});

test('a customer who is a person and a department is erased as both', async () => {
  const twofold = officeSettings({ personCustomersAsDepartments: true });
  const both = new Office(twofold);
  const asDepartment = { values: { name: 'Kanarivik', code: '7' }, mapping: 'm' };
  await both.hear(
    both.seen(
      'powerofficego',
      'CUSTOMER_PERSON',
      '9',
      { lastName: 'Kanarivik', email: canaries[1]! },
      { asDepartment },
    ),
  );
  await both.scansComplete();
  await both.meetAll();
  while ((await both.obey()).length > 0);
  const links = [...both.ledger.kept.keys()];
  expect(links).toHaveLength(2);
  const hear = (key: string) => {
    const row = both.ledger.rows.get(key)!;
    const data = { ref: row.ref, incarnation: 1, revision: row.revision + 1, proof: 'test' };
    return both.hear(both.message('RecordGone', data));
  };
  await hear('default/powerofficego/contact/9');
  while ((await both.obey()).length > 0);
  const inHrm = [...both.ledger.rows.keys()].filter((key) => key.includes('customhrm'));
  expect(inHrm).toHaveLength(2);
  await hear(inHrm[0]!);
  expect(await both.decide({ type: 'erase', link: links[0]! })).toMatchObject({
    refused: { words: expect.stringContaining(`${inHrm[1]!} is there in the HRM`) },
  });
  await hear(inHrm[1]!);
  const done = await both.decide({ type: 'erase', link: links[0]! });
  expect(done).toMatchObject({ erased: { removed: { links: 2, records: 4 } } });
  const everything = JSON.stringify([...both.ledger.rows.values(), ...both.ledger.kept.values()]);
  for (const canary of canaries) expect(everything).not.toContain(canary);
  const forgotten = both.out.flatMap(({ key, message }) => (message.type === 'ForgetRecord' ? [key] : []));
  expect(forgotten.sort()).toEqual([...inHrm, 'default/powerofficego/contact/9'].sort());
});
