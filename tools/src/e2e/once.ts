import { type LinkDoor, recordsOf } from './office.js';
import type { People } from './people.js';

/** How many records the HRM has. */
export const hrmCount = async (people: People): Promise<number> => (await hrmRecords(people)).length;

const hrmRecords = async (people: People) => [
  ...(await people.hrmList('employees')),
  ...(await people.hrmList('departments')),
];

/**
 * What was made twice in either system, or belongs to no link, in words; nothing when all is well. `before` is how many
 * records the HRM had at first.
 */
export async function madeTwice(office: LinkDoor, people: People, before: number): Promise<readonly string[]> {
  const all = await hrmRecords(people);
  const hrm = await recordsOf(office, 'customhrm');
  const pogo = await recordsOf(office, 'powerofficego');
  const links = hrm.flatMap(({ linkId }) => linkId ?? []);
  const born = all.filter(({ externalId }) => externalId !== null);
  const owned = new Set(hrm.filter(({ linkId }) => linkId !== null).map(({ ref }) => ref.id));
  const orphans = born.filter(({ id }) => !owned.has(String(id)));
  const ids = await goIds(people);
  return [
    differ('links with an HRM member, and HRM members', new Set(links).size, links.length),
    differ('HRM records link knows, and HRM records', hrm.length, all.length),
    differ('HRM records, and those there at first or born of a create', all.length, before + born.length),
    differ('records born of us without a link, and none', orphans.length, 0),
    differ('PowerOffice Go records link knows, and PowerOffice Go records', pogo.length, ids.size),
  ].filter((words) => words !== '');
}

/** The ids of all records of PowerOffice Go; the two roles of a contact are one. */
async function goIds(people: People): Promise<ReadonlySet<string>> {
  const lists = { d: ['Departments'], c: ['Customers', 'Employees'], p: ['ContactPersons'] };
  const named = Object.entries(lists).flatMap(([letter, names]) => names.map((name) => [letter, name] as const));
  const ids = await Promise.all(
    named.map(async ([letter, name]) => (await people.goList(name)).map((row) => `${letter}${String(row['Id'])}`)),
  );
  return new Set(ids.flat());
}

const differ = (words: string, one: number, other: number) => (one === other ? '' : `${words}: ${one} and ${other}`);
