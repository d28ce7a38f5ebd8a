import { expect } from 'vitest';
import { type Office, recordsOf } from './office.js';
import type { People } from './people.js';

/** How many records the HRM has. */
export const hrmCount = async (people: People): Promise<number> => (await hrmRecords(people)).length;

const hrmRecords = async (people: People) => [
  ...(await people.hrmList('employees')),
  ...(await people.hrmList('departments')),
];

/** Nothing was made twice in either system, and nothing without a link; `before` is what the HRM had at first. */
export async function everyRecordOnce(office: Office, people: People, before: number): Promise<void> {
  const all = await hrmRecords(people);
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
}
