import type { Values } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { Office, officeSettings } from '../testing/office.js';

const anna: Values = { lastName: 'Ås', email: 'a@x.no' };
const twin: Values = { ...anna, departmentId: null, managerId: null };
const hired: Values = { ...twin, lastName: 'Aas' };

describe('a linked customer who becomes an employee whom another record of the HRM fits', () => {
  let office: Office;
  const link = () => [...office.ledger.kept.values()].map(({ changed }) => changed).find(({ state }) => !state.ended)!;
  const hire = (revision = 2) =>
    office.hear(
      office.seen('powerofficego', 'EMPLOYEE', 'c', hired, { revision, roles: ['EMPLOYEE', 'CUSTOMER_PERSON'] }),
    );
  const leave = (revision: number) =>
    office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', 'c', anna, { revision }));

  async function begins(settings = officeSettings()) {
    office = new Office(settings);
    await office.hear(office.seen('powerofficego', 'CUSTOMER_PERSON', 'c', anna));
    await office.scansComplete();
    await office.meetAll();
    while ((await office.obey()).length > 0);
    await office.hear(office.seen('customhrm', 'EMPLOYEE', 'twin', twin));
  }
  beforeEach(() => begins());

  test('is asked about, and nothing is written to either until a person has said', async () => {
    await hire();
    expect(office.commands).toEqual([]);
    expect(link().state.proposal).toMatchObject({
      code: 'also-fits',
      rule: 'e-mail',
      candidates: ['default/customhrm/employee/twin'],
    });
    expect(link().standing).toMatchObject({ state: 'waiting', reasons: [{ code: 'also-fits' }] });
  });

  test('goes on as it is once the other is declined, and is not asked about it again', async () => {
    await hire();
    await office.decide({ type: 'declineProposal', link: link().state.id, then: 'create' });
    expect(office.commands).toMatchObject([{ op: 'update', values: { lastName: 'Aas' } }]);
    await office.obey();
    expect(link().standing.state).toBe('agree');
    await leave(3);
    await hire(4);
    expect(link().state.proposal).toBeUndefined();
  });

  test('is not left out by declining the other: it has its counterpart, which is what the refusal says', async () => {
    await hire();
    const declined = await office.decide({ type: 'declineProposal', link: link().state.id, then: 'leave-out' });
    expect(declined).toMatchObject({
      refused: { code: 'not-possible', words: expect.stringContaining('unlink') as string },
    });
    expect(link().standing.state).toBe('waiting');
  });

  test('is linked with the other by a person who unlinks the first', async () => {
    await hire();
    const accepted = { type: 'acceptProposal', link: link().state.id, candidate: 'twin' } as const;
    expect(await office.decide(accepted)).toMatchObject({ refused: { code: 'not-possible' } });
    await office.decide({ type: 'unlink', link: link().state.id });
    await office.decide({
      type: 'link',
      powerofficego: { resource: 'contact', id: 'c' },
      customhrm: { resource: 'employee', id: 'twin' },
    });
    expect(link().state.members['customhrm/employee']?.ref?.id).toBe('twin');
    expect(link().standing.state).toBe('differ');
  });

  test('is none where the tenant matches nothing, and none who has a counterpart already', async () => {
    await begins(officeSettings({ matching: 'literal' }));
    await hire();
    expect(link().state.proposal).toBeUndefined();
    await begins();
    await office.hear(office.seen('powerofficego', 'EMPLOYEE', 'other', twin));
    expect(office.ledger.rows.get('default/customhrm/employee/twin')?.linkId).toBeDefined();
    await hire();
    expect([...office.ledger.kept.values()].flatMap(({ changed }) => changed.state.proposal ?? [])).toEqual([]);
  });
});
