import type { CanonicalWriteRecord, Category, Values } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Policy } from '../policy.js';
import { policyFrom } from '../policy.js';
import { plainField } from '../testing/given.js';
import { askAgain } from './again.js';
import { Office, officeSettings } from '../testing/office.js';

const own = { roleOwn: true };
const department = plainField('departmentId', { ...own, reference: 'department' });
const policies: Partial<Record<Category, Policy>> = {
  EMPLOYEE: policyFrom('EMPLOYEE', [
    plainField('lastName'),
    plainField('email'),
    plainField('jobTitle', { ...own, owner: 'ask' }),
    department,
  ]),
  CUSTOMER_PERSON: policyFrom('CUSTOMER_PERSON', [plainField('lastName'), plainField('email'), department]),
};
const usual = officeSettings();
const settings = officeSettings({ policyOf: (category) => policies[category] ?? usual.policyOf(category) });
const key = (system: string, resource: string, id: string) => `default/${system}/${resource}/${id}`;
const [salg, lager] = [key('powerofficego', 'departments', '1'), key('powerofficego', 'departments', '2')];

/** One contact in one of its roles at a time; departments are there already. */
class Contact {
  readonly office = new Office(settings);
  private revisions: Record<string, number> = {};

  async begins(category: Category, values: Values): Promise<void> {
    const { office } = this;
    const departments = ['1', '2'].map((id) =>
      office.seen('powerofficego', 'DEPARTMENT', id, { name: `D${id}`, code: id, managerId: null }),
    );
    await office.hear(...departments, this.message('powerofficego', category, values));
    await office.scansComplete();
    await office.meetAll();
    while ((await office.obey()).length > 0);
  }

  private message(system: 'powerofficego' | 'customhrm', category: Category, values: Values) {
    const row = [...this.office.ledger.rows.values()].find(
      ({ ref, kind }) => ref.system === system && kind === 'employee',
    );
    const id = row?.ref.id ?? '12';
    const revision = Math.max(row?.revision ?? 0, this.revisions[system] ?? 0) + 1;
    this.revisions[system] = revision;
    return this.office.seen(system, category, id, values, { revision });
  }

  speaks = (category: Category, values: Values) => this.office.hear(this.message('powerofficego', category, values));
  isEditedInHrm = (values: Values) => this.office.hear(this.message('customhrm', 'EMPLOYEE', values));
  /** An edit in the HRM and another role that speaks, heard in one turn. */
  isEditedAndSpeaks = (edited: Values, category: Category, values: Values) =>
    this.office.hear(
      this.message('customhrm', this.link().changed.state.category!, edited),
      this.message('powerofficego', category, values),
    );
  hrmDepartment(pogo: string): string {
    const link = [...this.office.ledger.kept.values()].find(({ changed }) =>
      Object.values(changed.members).includes(pogo),
    );
    return link!.changed.members['customhrm/department']!;
  }
  link = () => [...this.office.ledger.kept.values()].find(({ changed }) => changed.state.kind === 'employee')!;
  asked = () =>
    this.office.commands.map(({ ticket, category, values }) => ({ system: ticket.system, category, values }));
}

let contact: Contact;
beforeEach(() => {
  contact = new Contact();
});
const shared = { lastName: 'Ås', email: 'a@x.no' };

describe('a role that falls silent', () => {
  const employed = { ...shared, jobTitle: 'Sjef', departmentId: salg };
  const atHrm = () => ({ ...shared, jobTitle: 'Sjef', departmentId: contact.hrmDepartment(salg) });
  beforeEach(() => contact.begins('EMPLOYEE', employed));

  test('keeps what it said and agreed to, and says nothing new when it returns with it', async () => {
    await contact.speaks('CUSTOMER_PERSON', { ...shared, departmentId: salg });
    const before = contact.link().events.length;
    await contact.speaks('EMPLOYEE', employed);
    expect(
      contact
        .link()
        .events.slice(before)
        .map(({ type }) => type),
    ).toEqual(['MemberSaid', 'PartingEnded']);
    const { members } = contact.link().changed.state;
    expect(members['powerofficego/contact']!.base).toMatchObject({ jobTitle: 'Sjef' });
  });
  test('hears on its return what was edited on the other side meanwhile', async () => {
    await contact.speaks('CUSTOMER_PERSON', { ...shared, departmentId: salg });
    await contact.isEditedInHrm({ ...atHrm(), jobTitle: 'Leder' });
    expect(contact.asked()).toEqual([]);
    await contact.speaks('EMPLOYEE', employed);
    expect(contact.asked()).toEqual([{ system: 'powerofficego', category: 'EMPLOYEE', values: { jobTitle: 'Leder' } }]);
  });
});

test('a refusal of what only a role said that has ended meanwhile sets nothing aside', async () => {
  const employed = { ...shared, jobTitle: 'Sjef', departmentId: null };
  await contact.begins('EMPLOYEE', employed);
  await contact.speaks('EMPLOYEE', { ...employed, jobTitle: 'Leder' });
  const [command] = contact.office.commands.splice(0);
  await contact.speaks('CUSTOMER_PERSON', { ...shared, departmentId: null });
  await contact.office.decide({ type: 'settleGone', link: contact.link().changed.state.id, choice: 'keep' });
  const done = contact.office.done(command!);
  const refusals = [{ field: 'jobTitle', code: 'refused', words: 'Not taken.' }];
  const refused = { ...(done.data as object), outcome: 'refused', sent: [], refusals, values: employed };
  await contact.office.hear({ ...done, data: refused });
  expect(contact.link().changed.standing.state).toBe('agree');
});

describe('a conflict about what only one role says', () => {
  const employed = { ...shared, jobTitle: 'Sjef', departmentId: null };
  const settle = () =>
    contact.office.decide({ type: 'settleConflicts', links: [contact.link().changed.state.id], winner: 'customhrm' });
  const standing = () => contact.link().changed.standing;
  beforeEach(async () => {
    await contact.begins('EMPLOYEE', employed);
    await contact.speaks('EMPLOYEE', { ...employed, jobTitle: 'Leder' });
    const [command] = contact.office.commands.splice(0);
    const values = { ...employed, jobTitle: 'Direktør' };
    const done = contact.office.done(command!);
    const stale = { ...(done.data as object), outcome: 'stale', sent: [], values };
    await contact.office.hear({ ...done, data: stale });
    expect(standing().state).toBe('conflicts');
    await contact.speaks('CUSTOMER_PERSON', { ...shared, departmentId: null });
    await contact.office.decide({ type: 'settleGone', link: contact.link().changed.state.id, choice: 'keep' });
  });

  test('is not asked while that role is silent: nobody could decide it', async () => {
    expect(standing()).toMatchObject({ state: 'agree', reasons: [] });
    expect(await settle()).toMatchObject({ refused: { code: 'nothing-to-decide' } });
  });
  test('is asked again when the role is back, and nothing was overwritten', async () => {
    await contact.speaks('EMPLOYEE', { ...employed, jobTitle: 'Leder' });
    expect(contact.asked()).toEqual([]);
    expect(standing()).toMatchObject({ state: 'conflicts', reasons: [{ field: 'jobTitle' }] });
    expect(await settle()).toMatchObject({ links: [contact.link().changed.state.id] });
    expect(contact.asked()).toEqual([
      { system: 'powerofficego', category: 'EMPLOYEE', values: { jobTitle: 'Direktør' } },
    ]);
  });
});

describe('the answer to a write that was told through a role that is silent by now', () => {
  beforeEach(async () => {
    await contact.begins('CUSTOMER_PERSON', { ...shared, departmentId: salg });
    await contact.isEditedInHrm({ ...shared, email: 'b@x.no', departmentId: contact.hrmDepartment(lager) });
  });
  const speaker = { ...shared, jobTitle: null, departmentId: null };

  test('settles what the roles share, and says nothing of what belongs to the other', async () => {
    const [command] = contact.office.commands.splice(0);
    expect(command).toMatchObject({ category: 'CUSTOMER_PERSON', values: { departmentId: lager, email: 'b@x.no' } });
    await contact.speaks('EMPLOYEE', speaker);
    const answer = contact.office.done(command!);
    const values = { ...speaker, email: 'b@x.no' };
    await contact.office.hear({
      ...answer,
      data: { ...(answer.data as object), revision: 9, values, category: 'EMPLOYEE' },
    });
    const { lossy, base, away } = contact.link().changed.state.members['powerofficego/contact']!;
    expect(lossy).toEqual({});
    expect(base).toMatchObject({ email: 'b@x.no' });
    const kept = { departmentId: contact.link().changed.state.agreed['departmentId'] };
    expect(away.CUSTOMER_PERSON).toEqual({ said: kept, base: kept });
    expect(contact.asked()).toEqual([
      { system: 'powerofficego', category: 'EMPLOYEE', values: { departmentId: lager } },
    ]);
  });
  test('that found that role gone does not take the record for gone', async () => {
    const [command] = contact.office.commands.splice(0);
    await contact.speaks('EMPLOYEE', speaker);
    const { ticket, ref } = command!;
    await contact.office.hear(
      contact.office.message('WriteAnswered', { ticket, ref, outcome: 'gone', sent: [], refusals: [] }),
    );
    expect(contact.link().changed.state.units).toEqual({});
    expect(contact.asked()).toMatchObject([{ category: 'EMPLOYEE', values: { email: 'b@x.no' } }]);
  });
  test('that found a department refused parks nothing of the role that speaks', async () => {
    const [command] = contact.office.commands.splice(0);
    await contact.speaks('EMPLOYEE', speaker);
    const refusals = [{ field: 'departmentId', code: 'refused', words: 'No.' }];
    const { ticket, ref } = command!;
    await contact.office.hear(
      contact.office.message('WriteAnswered', { ticket, ref, outcome: 'refused', sent: [], refusals }),
    );
    expect(contact.asked()).toMatchObject([{ values: { departmentId: lager, email: 'b@x.no' } }]);
  });
});

describe('a write that is decided just before another role speaks, in the same turn', () => {
  test('is told through the role it was decided for, also when it is asked again', async () => {
    await contact.begins('CUSTOMER_PERSON', { ...shared, departmentId: salg });
    const edited = { ...shared, departmentId: contact.hrmDepartment(lager) };
    await contact.isEditedAndSpeaks(edited, 'EMPLOYEE', { ...shared, jobTitle: 'Sjef', departmentId: null });
    const told = contact.asked().filter(({ system }) => system === 'powerofficego');
    expect(told).toEqual([{ system: 'powerofficego', category: 'CUSTOMER_PERSON', values: { departmentId: lager } }]);
    const again = await askAgain(contact.office.ledger, settings, [contact.link().changed.state.id]);
    const commands = again.out.map(({ message }) => message.data as CanonicalWriteRecord);
    expect(commands).toMatchObject([{ ticket: { system: 'powerofficego' }, category: 'CUSTOMER_PERSON' }]);
  });
});
