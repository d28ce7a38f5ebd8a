import { auditPollId } from '@samsvar/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { Office } from '../testing/office.js';
import type { Audited } from './audit.js';

const values = { name: 'Salg', code: '10', managerId: null };
const pollId = auditPollId('p1');
let office: Office;
let audits: Audited[];
beforeEach(async () => {
  office = new Office();
  audits = [];
  const save = office.ledger.save.bind(office.ledger);
  office.ledger.save = async (changes) => {
    audits.push(...(changes.audits ?? []));
    await save(changes);
  };
  await office.hear(
    office.seen('powerofficego', 'DEPARTMENT', 'd1', values),
    office.seen('customhrm', 'DEPARTMENT', 'h1', values),
  );
  await office.scansComplete();
  await office.meetAll();
});
const brought = (more: object = {}, revision = 1) =>
  office.hear(office.seen('customhrm', 'DEPARTMENT', 'h1', { ...values, ...more }, { revision, pollId }));
const key = 'default/customhrm/department/h1';

describe('an audit', () => {
  test('finds nothing where everything is kept as the system says it, and changes nothing (Inv 3)', async () => {
    const events = office.ledger.kept.size;
    await brought();
    expect(audits).toEqual([{ key, pass: 'p1', fields: [] }]);
    expect([office.ledger.kept.size, office.commands]).toEqual([events, []]);
  });

  test('finds a record that is not kept as it was heard, by the names of its fields (Inv 10)', async () => {
    office.ledger.rows.set(key, { ...office.ledger.rows.get(key)!, values: { ...values, name: 'Drift' } });
    await brought();
    expect(audits).toEqual([{ key, pass: 'p1', code: 'row', fields: ['name'] }]);
  });

  test('finds a link that holds otherwise than its record was heard', async () => {
    const row = office.ledger.rows.get(key)!;
    office.ledger.rows.set(key, { ...row, values: { ...values, code: '11' } });
    await brought({ code: '11' });
    expect(audits).toEqual([{ key, pass: 'p1', code: 'link', fields: ['code'] }]);
  });

  test('takes what is newer for news, not for a difference', async () => {
    await brought({ code: '12' }, 2);
    expect(audits).toEqual([]);
    expect(office.commands).toMatchObject([{ ref: { system: 'powerofficego' }, values: { code: '12' } }]);
  });

  test('does not compare what other polls bring', async () => {
    await office.hear(office.seen('customhrm', 'DEPARTMENT', 'h1', values));
    expect(audits).toEqual([]);
  });
});
