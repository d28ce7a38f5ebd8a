import type { People } from './people.js';

/** Records of both systems by place, as people see them. */
export type Seen = Readonly<Record<string, unknown>>;

/** Everything people see in both systems, but for stamps and versions. */
export async function everythingSeen(people: People): Promise<Seen> {
  const rows: [string, unknown][] = [];
  for (const list of ['Departments', 'Customers', 'Employees', 'ContactPersons']) {
    for (const row of await people.goList(list)) rows.push([`${list}/${String(row['Id'])}`, plain(row)]);
  }
  for (const list of ['employees', 'departments'] as const) {
    for (const row of await people.hrmList(list)) rows.push([`${list}/${String(row['id'])}`, plain(row)]);
  }
  return Object.fromEntries(rows);
}

/** The places of records that are other than they were, in order. */
export const changedSince = (before: Seen, now: Seen): readonly string[] =>
  Object.keys({ ...before, ...now })
    .filter((at) => JSON.stringify(before[at]) !== JSON.stringify(now[at]))
    .sort();

const moving = /^(LastChanged.*|updatedAt|version|sequence)$/;
const plain = (row: unknown): unknown =>
  JSON.parse(JSON.stringify(row, (name, value: unknown) => (moving.test(name) ? undefined : value)));
