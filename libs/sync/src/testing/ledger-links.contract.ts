import { describe, expect, test } from 'vitest';
import type { Wait } from '../batch/ledger.js';
import { noTenant } from '../batch/tenant.js';
import { tenant, rowOf, linkOf, next, byName } from './ledger-fixtures.js';
import type { OpenShelf } from './ledger-fixtures.js';

/** What a ledger promises about links, what is looked at again, and waits. */
export function linksContract(name: string, open: () => Promise<OpenShelf>): void {
  describe(`${name}: links`, () => {
    test('come back with their state, version and standing', async () => {
      const { save, read } = await open();
      await save({ links: [linkOf('1'), linkOf('2')] });
      const [found, ...others] = await read((ledger) => ledger.links(['l-1', 'l-nobody']));
      expect(others).toEqual([]);
      expect(found).toMatchObject({ state: linkOf('1').state, version: 2, standing: linkOf('1').standing });
      const changed = next(linkOf('1'), { lastName: 'Ny', email: 'n@x.no' });
      await save({ links: [changed] });
      const [now] = await read((ledger) => ledger.links(['l-1']));
      expect(now).toMatchObject({ state: changed.state, version: 3, standing: changed.standing });
      expect(await read((ledger) => ledger.links([]))).toEqual([]);
    });

    test('are found by the reference their counterpart bears', async () => {
      const { save, read } = await open();
      await save({ links: [linkOf('1'), linkOf('2')] });
      const by = (...references: string[]) =>
        read(async (ledger) => (await ledger.linksByReference(references)).map(({ state }) => state.id).sort());
      expect(await by(linkOf('2').reference, 'sv-nobody')).toEqual(['l-2']);
      expect(await by(linkOf('2').reference, linkOf('1').reference)).toEqual(['l-1', 'l-2']);
    });

    test('are found by the links that anything in them names, also before a record does', async () => {
      const { save, read } = await open();
      const saying = (id: string, field: string, value: string) =>
        linkOf(id, { state: { ...linkOf(id).state, agreed: { [field]: value } } });
      await save({ links: [saying('1', 'managerId', 'l-9'), saying('2', 'departmentId', 'l-8'), linkOf('3')] });
      const naming = (...ids: string[]) =>
        read(async (ledger) => (await ledger.naming(ids)).map(({ state }) => state.id).sort());
      expect(await naming('l-9')).toEqual(['l-1']);
      expect(await naming('l-8', 'l-9', 'l-nobody')).toEqual(['l-1', 'l-2']);
      expect(await naming('l-')).toEqual([]);
      expect(await naming()).toEqual([]);
    });

    test('are found by names letter by letter, whatever an id has in it', async () => {
      const { save, read } = await open();
      const odd = 'default/customhrm/employee/50%\\_"é';
      const saying = (id: string, value: string) =>
        linkOf(id, { state: { ...linkOf(id).state, agreed: { managerId: value } } });
      await save({ links: [saying('1', odd), saying('2', odd.replace('_', 'x'))] });
      const found = await read((ledger) => ledger.naming([odd]));
      expect(found.map(({ state }) => state.id)).toEqual(['l-1']);
    });

    test('are erased, with all that is noted of them, and go on with the next version', async () => {
      const { save, read } = await open();
      const waits: Wait[] = [
        { target: 'l-9', linkId: 'l-1', field: 'managerId' },
        { target: 'l-1', linkId: 'l-2', field: 'managerId' },
      ];
      const timersAdded = ['l-1 email', 'l-2 email', 'l-11 email'].map((about) => ({
        what: 'retry',
        about,
        afterMs: 1,
      }));
      await save({ links: [linkOf('1'), linkOf('2')], waitsAdded: waits, timersAdded });
      const erased = next(linkOf('1'), {});
      const removed = await read(async (ledger) => {
        const counts = await ledger.erase({ links: ['l-1', 'l-nobody'], records: [rowOf('1').key] });
        await ledger.save({
          tenant: await ledger.tenant(),
          records: [],
          links: [erased],
          waitsAdded: [],
          waitsEnded: [],
        });
        return counts;
      });
      expect(removed).toEqual({ events: 2, waits: 1, timers: 1, findings: 0 });
      const happened = (linkId: string) =>
        read((ledger) => ledger.happened([1, 2, 3].map((version) => ({ linkId, version }))));
      expect(await happened('l-1')).toEqual([{ linkId: 'l-1', version: 3, event: erased.events[0] }]);
      expect(await happened('l-2')).toHaveLength(2);
      expect(await read((ledger) => ledger.links(['l-1']))).toMatchObject([{ version: 3 }]);
      expect(await read((ledger) => ledger.waiting(['l-9', 'l-1']))).toEqual([waits[1]]);
      const due = await read((ledger) => ledger.due(Date.now() + 60_000, 10));
      expect(due.map(({ about }) => about).sort()).toEqual(['l-11 email', 'l-2 email']);
    });

    test('are left alone where a record without a link is erased, with what was found of it', async () => {
      const { save, read } = await open();
      const [own, other, mended] = [rowOf('1').key, rowOf('2').key, rowOf('3').key];
      const found = (key: string, fields: readonly string[]) => ({ key, pass: 'p', code: 'row' as const, fields });
      const waitsAdded: Wait[] = [{ target: own, linkId: 'l-2', field: 'managerId' }];
      const audits = [found(own, ['phone']), found(other, ['phone']), found(mended, ['phone'])];
      await save({ links: [linkOf('2')], waitsAdded, audits });
      await save({ audits: [found(mended, [])] });
      const erase = (...records: string[]) => read((ledger) => ledger.erase({ links: [], records }));
      const none = { events: 0, waits: 0, timers: 0 };
      expect(await erase(own, mended)).toEqual({ ...none, findings: 1 });
      expect(await erase(own)).toEqual({ ...none, findings: 0 });
      expect(await erase(other)).toEqual({ ...none, findings: 1 });
      expect(await read((ledger) => ledger.waiting([own]))).toEqual(waitsAdded);
      expect(await read((ledger) => ledger.links(['l-2']))).toMatchObject([{ version: 2 }]);
    });

    test('are targets for others: who their members are, and how they stand', async () => {
      const { save, read } = await open();
      await save({ links: [linkOf('1')] });
      expect(await read((ledger) => ledger.targets(['l-1', 'l-nobody']))).toEqual([
        {
          linkId: 'l-1',
          kind: 'employee',
          category: 'EMPLOYEE',
          members: linkOf('1').members,
          gone: [],
          standing: 'differ',
        },
      ]);
      const members = { ...linkOf('1').members, 'customhrm/employee': 'default/customhrm/employee/h1' };
      await save({ links: [{ ...next(linkOf('1'), { lastName: 'X' }), members }] });
      expect(await read((ledger) => ledger.targets(['l-1']))).toMatchObject([{ members, standing: 'agree' }]);
    });

    test('say as targets which of their members are gone', async () => {
      const { save, read } = await open();
      const link = linkOf('1');
      const gone = { ...link.state.members['powerofficego/contact']!, gone: true };
      const state = { ...link.state, members: { ...link.state.members, 'powerofficego/contact': gone } };
      await save({ links: [{ ...link, state }] });
      expect(await read((ledger) => ledger.targets(['l-1']))).toMatchObject([{ gone: ['powerofficego/contact'] }]);
      expect(await read((ledger) => ledger.links(['l-1']))).toMatchObject([{ state }]);
    });

    test('decided on an older version are refused, and with them the whole turn', async () => {
      const { save, read } = await open();
      await save({ links: [linkOf('1')] });
      await save({ links: [next(linkOf('1'), { lastName: 'first' })] });
      await expect(save({ links: [next(linkOf('1'), { lastName: 'late' })], records: [rowOf('9')] })).rejects.toThrow();
      const [found] = await read((ledger) => ledger.links(['l-1']));
      expect([found?.version, found?.state.agreed['lastName']]).toEqual([3, 'first']);
      expect(await read((ledger) => ledger.records([rowOf('9').key]))).toEqual([]);
    });
  });

  describe(`${name}: what is looked at again`, () => {
    test('are links that do not agree, in the order of their ids, each placed by its last event', async () => {
      const { save, read } = await open();
      await save({ links: [linkOf('3'), linkOf('1'), linkOf('2')] });
      await save({ links: [next(linkOf('2'), { lastName: 'N' })] });
      await save({ links: [{ ...next(linkOf('1'), { lastName: 'M' }), standing: linkOf('1').standing }] });
      const after = (id: string, limit = 9) => read((ledger) => ledger.unsettled(id, limit));
      expect((await after('')).map(({ linkId }) => linkId)).toEqual(['l-1', 'l-3']);
      expect((await after('l-1')).map(({ linkId }) => linkId)).toEqual(['l-3']);
      expect(await after('', 1)).toHaveLength(1);
      const [first, second] = await after('');
      expect(BigInt(first!.position)).toBeGreaterThan(BigInt(second!.position));
    });
    test('a turn has a time of its own, and what happens to the tenant is stored with it', async () => {
      const { save, read } = await open();
      const [before, after] = [await read(async (ledger) => (await ledger.tenant(), ledger.now())), 0];
      expect(before).toBeGreaterThanOrEqual(after);
      const stopped = { type: 'WritesStopped' as const, why: 'ids-replaced' as const, count: 9, of: 9 };
      const event = { ...stopped, system: 'customhrm' as const, resource: 'employee' as const };
      await save({ tenant: { ...noTenant(tenant), version: 1 }, tenantEvents: [event] });
      expect(await read((ledger) => ledger.tenant())).toMatchObject({ version: 1 });
    });
  });

  describe(`${name}: waits`, () => {
    test('are kept until they end, each by target, link and field', async () => {
      const { save, read } = await open();
      const wait = (target: string, linkId: string, field = 'managerId'): Wait => ({ target, linkId, field });
      const [key, long] = [rowOf('7').key, `${tenant}/customhrm/employee/${'æ'.repeat(200)}`];
      await save({
        waitsAdded: [wait(key, 'l-1'), wait(key, 'l-2'), wait('l-9', 'l-1', 'departmentId'), wait(long, 'l-1')],
      });
      await save({ waitsAdded: [wait(key, 'l-1')] });
      const waiting = (...targets: string[]) => read(async (ledger) => byName(await ledger.waiting(targets)));
      expect(await waiting(key)).toEqual(['l-1 managerId', 'l-2 managerId']);
      expect(await waiting(key, 'l-9', 'l-nobody')).toEqual(['l-1 departmentId', 'l-1 managerId', 'l-2 managerId']);
      expect(await waiting(long)).toEqual(['l-1 managerId']);
      expect(await read((ledger) => ledger.waitCounts(key))).toEqual({ managerId: 2 });
      expect(await read((ledger) => ledger.waitingFor(key, 1))).toEqual([wait(key, 'l-1')]);
      await save({ waitsEnded: [wait(key, 'l-1'), wait(key, 'l-3')], waitsAdded: [wait(key, 'l-1', 'departmentId')] });
      expect(await waiting(key)).toEqual(['l-1 departmentId', 'l-2 managerId']);
      expect(await waiting()).toEqual([]);
    });
  });
}
