import { type RecordRef, referenceOf } from '@samsvar/contracts';
import type { Everything, GoList } from './ends.js';
import { type Category, type End, type Names, type Row, said, unitsOf } from './units.js';

/** A record of PowerOffice Go and its counterpart in the HRM, as the judge found them by itself. */
export interface Pair {
  readonly category: Category;
  readonly goId: string;
  readonly goPath: string;
  readonly hrmId: string;
  readonly hrmPath: string;
}

/** A record of PowerOffice Go by what it is in the flows. */
interface Found {
  readonly category: Category;
  readonly row: Row;
  readonly path: string;
  readonly ref: RecordRef;
}

const refOf = (resource: RecordRef['resource'], row: Row): RecordRef => ({
  tenant: 'default',
  system: 'powerofficego',
  resource,
  id: String(row['Id']),
});

/** Every record of the five flows; an employee who is a customer too is one, and speaks as an employee. */
function recordsOf({ go }: Everything): readonly Found[] {
  const of = (list: GoList, resource: RecordRef['resource'], category: (row: Row) => Category) =>
    go[list].map((row): Found => {
      const parent = list === 'ContactPersons' ? `${String(row['ContactId'])}/` : '';
      const path = `/${list}/${parent}${String(row['Id'])}`;
      return { category: category(row), row, path, ref: refOf(resource, row) };
    });
  const employees = of('Employees', 'contact', () => 'EMPLOYEE');
  const known = new Set(employees.map(({ ref }) => ref.id));
  const customers = of('Customers', 'contact', ({ IsPerson }) => (IsPerson === true ? 'CUSTOMER_PERSON' : 'CUSTOMER'));
  return [
    ...of('Departments', 'departments', () => 'DEPARTMENT'),
    ...employees,
    ...customers.filter(({ ref }) => !known.has(ref.id)),
    ...of('ContactPersons', 'contactperson', () => 'CONTACT_PERSON'),
  ];
}

const inHrm = (category: Category) =>
  category === 'DEPARTMENT' || category === 'CUSTOMER' ? 'departments' : 'employees';

/** What a record and a counterpart that was there before us are told by: unique among their kind, or nothing. */
const keysOf: Readonly<Record<Category, Readonly<Record<End, (row: Row) => string | undefined>>>> = {
  DEPARTMENT: { go: ({ Code }) => text(Code), hrm: ({ code }) => text(code) },
  CUSTOMER: {
    go: ({ Number: number }) => (number === undefined ? undefined : `C-${String(number)}`),
    hrm: ({ code }) => text(code),
  },
  EMPLOYEE: { go: ({ Number: number }) => text(number), hrm: ({ employeeNumber }) => text(employeeNumber) },
  CUSTOMER_PERSON: { go: mailbox('EmailAddress', 'LastName'), hrm: mailbox('email', 'lastName') },
  CONTACT_PERSON: { go: mailbox('EmailAddress', 'LastName'), hrm: mailbox('email', 'lastName') },
};

function text(value: unknown): string | undefined {
  return value === null || value === undefined || value === '' ? undefined : String(value as string);
}

function mailbox(email: string, lastName: string) {
  return (row: Row): string | undefined => {
    const [address, name] = [text(row[email]), text(row[lastName])];
    return address && name && `${address} ${name}`.toLowerCase();
  };
}

/** By our own reference where the HRM bears it, which is written at birth; else by what the sample tells them by. */
export function pairsOf(all: Everything): readonly Pair[] {
  const born = new Map<string, Row>();
  for (const row of [...all.employees, ...all.departments]) {
    const reference = text(row['externalId']);
    if (reference) born.set(reference, row);
  }
  const seeded = { go: new Map<string, number>(), hrm: new Map<string, Row | null>() };
  const records = recordsOf(all);
  for (const { category, row } of records) {
    const key = `${category} ${String(keysOf[category].go(row))}`;
    seeded.go.set(key, (seeded.go.get(key) ?? 0) + 1);
  }
  for (const row of [...all.employees, ...all.departments]) {
    const category = row['kind'] as Category;
    const key = `${category} ${String(keysOf[category].hrm(row))}`;
    if (!text(row['externalId'])) seeded.hrm.set(key, seeded.hrm.has(key) ? null : row);
  }
  return records.flatMap(({ category, row, path, ref }) => {
    const key = keysOf[category].go(row);
    const twin = key && seeded.go.get(`${category} ${key}`) === 1 ? seeded.hrm.get(`${category} ${key}`) : undefined;
    const other = born.get(referenceOf(ref)) ?? twin;
    if (!other) return [];
    const hrmId = String(other['id']);
    return [{ category, goId: ref.id, goPath: path, hrmId, hrmPath: `/${inHrm(category)}/${hrmId}` }];
  });
}

/** The rows of a pair at both ends; undefined where one is gone. */
export class Rows {
  private readonly go = new Map<string, Row>();
  private readonly hrm = new Map<string, Row>();

  constructor(all: Everything) {
    for (const { path, row } of recordsOf(all)) this.go.set(path, row);
    for (const row of all.employees) this.hrm.set(`/employees/${String(row['id'])}`, row);
    for (const row of all.departments) this.hrm.set(`/departments/${String(row['id'])}`, row);
  }

  of({ goPath, hrmPath }: Pair): Readonly<Record<End, Row | undefined>> {
    return { go: this.go.get(goPath), hrm: this.hrm.get(hrmPath) };
  }
}

/** Names for the departments and people of either end, so that a reference can be compared. */
export function namesOf(pairs: readonly Pair[]): Names {
  const of = (isOne: (category: Category) => boolean) => {
    const byEnd = { go: new Map<string, string>(), hrm: new Map<string, string>() };
    for (const { category, goId, hrmId, goPath } of pairs.filter((pair) => isOne(pair.category))) {
      byEnd.go.set(goId, goPath);
      byEnd.hrm.set(hrmId, goPath);
      void category;
    }
    return (end: End, id: unknown) => byEnd[end].get(String(id)) ?? `${end} ${String(id)}`;
  };
  return {
    department: of((category) => category === 'DEPARTMENT'),
    person: of((category) => category === 'EMPLOYEE'),
  };
}

/** The units in which a pair differs, each with what both ends say. */
export function differences(pair: Pair, rows: Rows, names: Names): readonly string[] {
  const { go, hrm } = rows.of(pair);
  if (!go || !hrm) return [`${pair.goPath} and ${pair.hrmPath}: ${go ? 'the HRM’s' : 'PowerOffice Go’s'} is gone`];
  return unitsOf[pair.category].flatMap((unit) => {
    const [a, b] = [said(unit, 'go', go, names), said(unit, 'hrm', hrm, names)];
    return a === b ? [] : [`${pair.goPath} and ${pair.hrmPath} differ in ${unit.name}: ${a} and ${b}`];
  });
}
