import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { agreement, type Office, openOffice, recordsOf } from './office.js';
import { People } from './people.js';

let office: Office;
let people: People;
let before = 0;

beforeAll(async () => {
  office = await openOffice({ records: 300, tenants: ['default'] });
  people = await People.of(office.stack.sandboxUrl);
  before = (await people.hrmList('employees')).length + (await people.hrmList('departments')).length;
  await office.stack.startProduct();
}, 240_000);
afterAll(() => office.close(), 60_000);

/** Kills a process at once, as a machine that fails does, and waits until another of its name answers. */
async function killAndReturn(name: string): Promise<void> {
  const pid = office.stack.supervisor.pids()[name]!;
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(office.stack.supervisor.pids()[name]).not.toBe(pid), { withinMs: 30_000 });
}

describe('a first load during which every process is killed once', () => {
  test(
    'still comes to agreement (Inv 8), with no record twice in either system (Inv 12)',
    { timeout: 240_000 },
    async () => {
      for (const name of [
        'customhrm-connector',
        'sandbox',
        'link-consumer',
        'mapping',
        'powerofficego-connector',
        'link',
      ]) {
        await pause(1_500);
        await killAndReturn(name);
      }
      const { agreed, flows } = await agreement(office, 180_000);
      expect(flows.map(({ id, differ }) => [id, differ])).toEqual(flows.map(({ id }) => [id, 0]));
      expect(agreed).toBe(true);

      const all = [...(await people.hrmList('employees')), ...(await people.hrmList('departments'))];
      const hrm = await recordsOf(office, 'customhrm');
      const pogo = await recordsOf(office, 'powerofficego');
      const links = hrm.flatMap(({ linkId }) => linkId ?? []);
      expect(new Set(links).size, 'a link has one HRM member').toBe(links.length);
      expect(hrm.length, 'link knows every HRM record').toBe(all.length);
      const born = all.filter(({ externalId }) => externalId !== null);
      expect(all.length, 'nothing is there that was not before or born of a create').toBe(before + born.length);
      const owned = new Set(hrm.filter(({ linkId }) => linkId !== null).map(({ ref }) => ref.id));
      expect(
        born.filter(({ id }) => !owned.has(String(id))),
        'every record born of us belongs to a link',
      ).toEqual([]);
      const rows = ['Departments', 'Customers', 'Employees', 'ContactPersons'].map((name) => people.goList(name));
      const ids = (await Promise.all(rows)).flatMap((list, at) =>
        list.map((row) => `${at < 1 ? 'd' : at < 3 ? 'c' : 'p'}${String(row['Id'])}`),
      );
      expect(pogo.length, 'nothing was added to PowerOffice Go').toBe(new Set(ids).size);
    },
  );

  test('leaves nothing untold', async () => {
    await eventually(async () => {
      const { pending } = await getJson<{ pending: number }>(`${office.stack.linkUrl}/api/v1/status?tenant=default`);
      expect(pending).toBe(0);
    });
  });
});
