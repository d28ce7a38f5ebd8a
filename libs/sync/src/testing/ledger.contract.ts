import type { Values } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Changes, KeyPage, Ledger, RecordRow, TenantState } from '../batch/ledger.js';
import { noTenant } from '../batch/tenant.js';
import type { MemberKey } from '../link/member-key.js';
import { tenant, refOf, rowOf, linkOf, byKey, keysOf, held } from './ledger-fixtures.js';
import { linksContract } from './ledger-links.contract.js';
import { timersContract } from './ledger-timers.contract.js';

/** What a tenant's ledger is kept in: each turn sees what the turns before it stored, and nothing of one that failed. */
export interface Shelf {
  turn<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
}

/** What every ledger promises; the memory ledger of specs and simulations passes it too, which makes it no mock. */
export function ledgerContract(name: string, openShelf: () => Promise<Shelf>): void {
  const open = async () => {
    const shelf = await openShelf();
    const save = (changes: Partial<Changes>) =>
      shelf.turn(async (ledger) => {
        const now = await ledger.tenant();
        if (changes.records) await ledger.records(changes.records.map(({ key }) => key));
        await ledger.save({ tenant: now, records: [], links: [], waitsAdded: [], waitsEnded: [], ...changes });
      });
    return { shelf, save, read: <T>(work: (ledger: Ledger) => Promise<T>) => shelf.turn(work) };
  };

  describe(`${name}: the tenant`, () => {
    test('begins with nothing heard, and is as it was last saved', async () => {
      const { save, read } = await open();
      expect(await read((ledger) => ledger.tenant())).toEqual(noTenant(tenant));
      const none = noTenant(tenant);
      const state: TenantState = {
        ...none,
        scans: {
          'customhrm/employee': { count: 7, digest: 281474976710655, met: true },
          'powerofficego/contact': { count: 3, digest: 9, met: false, claim: { scanId: 's1', count: 4, digest: 12 } },
          'customhrm/department': {
            count: 1,
            digest: 2,
            met: false,
            toldSince: 1_764_000_000_123,
            asking: { at: 5, after: 'k', round: 2 },
          },
        },
        meeting: { department: 'met', employee: 'meeting' },
        counts: {
          ...none.counts,
          'employees-employee': { ...none.counts['employees-employee'], records: 3, differ: 3 },
        },
      };
      await save({ tenant: state });
      expect(await read((ledger) => ledger.tenant())).toEqual(state);
      await save({ tenant: { ...state, meeting: { department: 'met', employee: 'met' } } });
      expect((await read((ledger) => ledger.tenant())).meeting.employee).toBe('met');
    });
  });

  describe(`${name}: rows`, () => {
    test('of a resource are found by what they were last told as, but for the gone, in the order of their keys', async () => {
      const { save, read } = await open();
      const told = (id: string, revision: number, more: Partial<RecordRow> = {}) => rowOf(id, { revision, ...more });
      const parted = told('5', 3, { ref: refOf('5', { resource: 'contactperson', parent: '77' }) });
      await save({ records: [told('3', 9), told('1', 4), told('2', 10), told('4', 4, { gone: true }), parted] });
      const before = (at: MemberKey, revision: number, page: Partial<KeyPage> = {}) =>
        read((ledger) => ledger.toldBefore(at, revision, { after: '', limit: 10, ...page }));
      const count = (at: MemberKey, revision: number) => read((ledger) => ledger.countToldBefore(at, revision));
      expect(await before('powerofficego/contact', 10)).toEqual([refOf('1'), refOf('3')]);
      expect(await before('powerofficego/contact', 10, { limit: 1 })).toEqual([refOf('1')]);
      expect(await before('powerofficego/contact', 10, { after: rowOf('1').key })).toEqual([refOf('3')]);
      expect([await count('powerofficego/contact', 10), await count('powerofficego/contact', 4)]).toEqual([2, 0]);
      expect(await before('powerofficego/contact', 4)).toEqual([]);
      expect(await before('powerofficego/contactperson', 10)).toEqual([parted.ref]);
      expect(await before('customhrm/employee', 10)).toEqual([]);
    });

    test('come back as they were saved, with every part and with none', async () => {
      const { save, read } = await open();
      const full = rowOf('1', {
        ref: refOf('1', { resource: 'contactperson', parent: '77' }),
        roles: ['EMPLOYEE', 'CUSTOMER_PERSON'],
        revision: 2 ** 40,
        stamps: { record: '2026-01-01T00:00:00.1234567Z' },
        matchKeys: ['e-mail:a@x.no', 'name:å'],
        reference: 'sv-abc',
        ours: true,
        problem: [{ field: null, code: 'schema', words: 'æøå' }],
        gone: true,
        linkId: 'l-1',
        matched: true,
        leftBy: 'l-0',
      });
      await save({ records: [full, rowOf('2')] });
      const rows = await read((ledger) => ledger.records([full.key, rowOf('2').key, rowOf('nobody').key]));
      expect(byKey(rows)).toEqual(byKey([full, rowOf('2')]));
      expect(await read((ledger) => ledger.records([]))).toEqual([]);
    });

    test('of one that is heard again only the newest is left', async () => {
      const { save, read } = await open();
      await save({
        records: [rowOf('1', { matchKeys: ['old'], problem: [{ field: null, code: 'schema', words: 'w' }] })],
      });
      const now = rowOf('1', {
        revision: 2,
        values: { lastName: 'Ny' },
        matchKeys: ['new'],
        category: 'CUSTOMER_PERSON',
      });
      await save({ records: [now] });
      expect(await read((ledger) => ledger.records([now.key]))).toEqual([now]);
    });

    test('of one that became another kind there is one row, of the kind it is now', async () => {
      const { save, read } = await open();
      const before = rowOf('1', { kind: 'department', category: 'CUSTOMER', matchKeys: ['k'] });
      const now = rowOf('1', { category: 'CUSTOMER_PERSON', matchKeys: ['k'], revision: 2, values: {} });
      await save({ records: [before] });
      await save({ records: [now] });
      expect(await read((ledger) => ledger.records([now.key]))).toEqual([now]);
      expect(await read((ledger) => ledger.sharing('department', ['k'], []))).toEqual([]);
      expect(await read((ledger) => ledger.sharing('employee', ['k'], []))).toEqual([now]);
    });

    test('of one that only got its link the rest stays', async () => {
      const { save, read } = await open();
      await save({ records: [rowOf('1', { matchKeys: ['k'] })] });
      await read(async (ledger) => {
        const [row] = await ledger.records([rowOf('1').key]);
        const records = [{ ...row!, linkId: 'l-1', matched: true }];
        const now = await ledger.tenant();
        await ledger.save({ tenant: now, records, links: [], waitsAdded: [], waitsEnded: [] });
      });
      const expected = rowOf('1', { matchKeys: ['k'], linkId: 'l-1', matched: true });
      expect(await read((ledger) => ledger.records([expected.key]))).toEqual([expected]);
      expect(await read((ledger) => ledger.unlinked('employees-employee', 10))).toEqual([]);
    });

    test('that an ended link left behind know which, until they have another', async () => {
      const { save, read } = await open();
      await save({ records: [rowOf('1', { linkId: 'l-1', matched: true })] });
      const relink = (more: Partial<RecordRow>) =>
        read(async (ledger) => {
          const [row] = await ledger.records([rowOf('1').key]);
          const records = [{ ...row!, ...more }];
          await ledger.save({ tenant: await ledger.tenant(), records, links: [], waitsAdded: [], waitsEnded: [] });
        });
      const now = async () => (await read((ledger) => ledger.records([rowOf('1').key])))[0]!;
      await relink({ linkId: undefined, matched: false, leftBy: 'l-1' });
      expect(await now()).toEqual(rowOf('1', { leftBy: 'l-1' }));
      await relink({ linkId: 'l-2', matched: true, leftBy: undefined });
      expect((await now()).leftBy).toBeUndefined();
    });

    test('that name a record in a reference are found by it, linked or not', async () => {
      const { save, read } = await open();
      const [salg, berg] = [`${tenant}/powerofficego/departments/1`, `${tenant}/powerofficego/contact/9`];
      await save({
        records: [
          rowOf('1', { values: { departmentId: salg, managerId: berg } }),
          rowOf('2', { values: { departmentId: null, managerId: berg }, linkId: 'l-2' }),
          rowOf('3', { values: { departmentId: `${tenant}/powerofficego/departments/2`, lastName: salg } }),
        ],
      });
      const referring = (...keys: string[]) => read(async (ledger) => keysOf(await ledger.referring(keys)));
      expect(await referring(salg)).toEqual(['1']);
      expect(await referring(berg, salg)).toEqual(['1', '2']);
      expect(await referring()).toEqual([]);
    });

    test('hold any text: other alphabets, control characters, what looks like escapes, very long values', async () => {
      const { save, read } = await open();
      const values: Values = {
        lastName: 'Æøå 😀 名前 e\u0301',
        email: 'sep\u001earators\u001f \t\n \\u0000 \\ " {a,b} \u007f',
        firstName: 'å'.repeat(200_000),
        phone: '',
        active: false,
        code: null,
      };
      const problem = [{ field: 'email', code: 'refused' as const, words: '\\u0000 \u001e "' }];
      const odd = rowOf('ø/1 %', { values, problem });
      await save({ records: [odd] });
      expect(await read((ledger) => ledger.records([odd.key]))).toEqual([odd]);
    });

    test('with text no store can hold (NUL, half a pair) fail nobody, and keep all but that', async () => {
      const { save, read } = await open();
      const words = ['a\0b', 'x\ud83dy', '\udc00\ud83d\ude00', '\\\0', 'half \ud83d'];
      const odd = words.map((lastName, index) => rowOf(`${index}`, { values: { lastName }, matchKeys: [lastName] }));
      await save({ records: [...odd, rowOf('plain')] });
      const rows = byKey(await read((ledger) => ledger.records([...odd, rowOf('plain')].map(({ key }) => key))));
      expect(rows.map(({ values }) => held(values['lastName']))).toEqual([...words.map(held), 'Ås']);
    });
  });

  describe(`${name}: match keys`, () => {
    test('find the rows of a kind that share one, also those that are gone or linked', async () => {
      const { save, read } = await open();
      const dept = rowOf('3', { kind: 'department', category: 'DEPARTMENT', matchKeys: ['k1'] });
      const rows = [
        rowOf('1', { matchKeys: ['k1', 'k2'] }),
        rowOf('2', { matchKeys: ['k2', 'ø:Æ'], gone: true, linkId: 'l-2' }),
        rowOf('4', { matchKeys: ['k3'] }),
      ];
      await save({ records: [...rows, dept] });
      const sharing = (...keys: string[]) => read(async (ledger) => keysOf(await ledger.sharing('employee', keys, [])));
      expect(await sharing('k1')).toEqual(['1']);
      expect(await sharing('k2', 'k1')).toEqual(['1', '2']);
      expect(await sharing('ø:Æ', 'nobody')).toEqual(['2']);
      expect(await sharing()).toEqual([]);
      const others = (ledger: Ledger) => ledger.sharing('employee', ['k1', 'k2'], [recordKey(refOf('1'))]);
      expect(await read(async (ledger) => keysOf(await others(ledger)))).toEqual(['2']);
      expect(await read(async (ledger) => keysOf(await ledger.sharing('department', ['k1', 'k3'], [])))).toEqual(['3']);
    });

    test('that a row no longer has find it no more', async () => {
      const { save, read } = await open();
      await save({ records: [rowOf('1', { matchKeys: ['k1', 'k2'] })] });
      await save({ records: [rowOf('1', { matchKeys: ['k2', 'k4'], revision: 2 })] });
      const sharing = (key: string) => read(async (ledger) => keysOf(await ledger.sharing('employee', [key], [])));
      expect(await Promise.all(['k1', 'k2', 'k4'].map(sharing))).toEqual([[], ['1'], ['1']]);
    });

    test('may be as long as the values they are made of', async () => {
      const { save, read } = await open();
      const noise = (seed: number) =>
        Array.from({ length: 9_000 }, (_, index) => ((index * seed * 7919) % 46_656).toString(36)).join('');
      const [one, other] = [`name:${noise(3)}`, `name:${noise(5)}`];
      await save({ records: [rowOf('1', { matchKeys: [one] }), rowOf('2', { matchKeys: [other] })] });
      expect(await read(async (ledger) => keysOf(await ledger.sharing('employee', [one], [])))).toEqual(['1']);
      await save({ records: [rowOf('1', { matchKeys: ['short'], revision: 2 })] });
      expect(await read(async (ledger) => keysOf(await ledger.sharing('employee', [one, other], [])))).toEqual(['2']);
    });
  });

  describe(`${name}: records without a link`, () => {
    test('are PowerOffice Go’s, of one flow, present, in key order, no more than asked for', async () => {
      const { save, read } = await open();
      const hrm = rowOf('h1', { ref: refOf('h1', { system: 'customhrm', resource: 'employee' }) });
      const customer = rowOf('5', { category: 'CUSTOMER_PERSON', roles: ['CUSTOMER_PERSON'] });
      const linked = rowOf('6', { linkId: 'l-6' });
      await save({
        records: [
          rowOf('3'),
          rowOf('10'),
          rowOf('2'),
          rowOf('B'),
          rowOf('a'),
          rowOf('4', { gone: true }),
          hrm,
          customer,
          linked,
        ],
      });
      const unlinked = (limit: number) =>
        read(async (ledger) => (await ledger.unlinked('employees-employee', limit)).map(({ ref }) => ref.id));
      expect(await unlinked(10)).toEqual(['10', '2', '3', 'B', 'a']);
      expect(await unlinked(2)).toEqual(['10', '2']);
      expect(await read((ledger) => ledger.unlinked('customersperson-employee', 10))).toEqual([customer]);
    });
  });

  describe(`${name}: records born in the HRM`, () => {
    test('may found links unless they are linked, gone, ours or left behind; in key order, behind the last', async () => {
      const { save, read } = await open();
      const hrm = (id: string, more: Partial<RecordRow> = {}) =>
        rowOf(id, { ref: refOf(id, { system: 'customhrm', resource: 'employee' }), ...more });
      await save({
        records: [
          rowOf('1'),
          hrm('3'),
          hrm('10'),
          hrm('a'),
          hrm('4', { gone: true }),
          hrm('5', { linkId: 'l-5', matched: true }),
          hrm('6', { ours: true }),
          hrm('7', { leftBehind: true }),
          hrm('8', { category: 'CONTACT_PERSON', roles: ['CONTACT_PERSON'] }),
        ],
      });
      const founders = (limit: number, after = '') =>
        read(async (ledger) => (await ledger.founders('employees-employee', limit, after)).map(({ ref }) => ref.id));
      expect(await founders(10)).toEqual(['10', '3', 'a']);
      expect(await founders(1)).toEqual(['10']);
      expect(await founders(10, hrm('10').key)).toEqual(['3', 'a']);
      const [left] = await read((ledger) => ledger.records([hrm('7').key]));
      expect(left!.leftBehind).toBe(true);
    });

    test('are left behind when only that changes', async () => {
      const { save, read } = await open();
      await save({ records: [rowOf('1')] });
      await read(async (ledger) => {
        const [row] = await ledger.records([rowOf('1').key]);
        const records = [{ ...row!, leftBehind: true }];
        await ledger.save({ tenant: await ledger.tenant(), records, links: [], waitsAdded: [], waitsEnded: [] });
      });
      expect(await read((ledger) => ledger.records([rowOf('1').key]))).toMatchObject([{ leftBehind: true }]);
    });
  });

  linksContract(name, open);
  timersContract(name, open, linkOf);
}
