import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { flowIds, flows } from '@samsvar/contracts';
import { linesOf } from '@samsvar/mapping';
import { openDatabase } from '@samsvar/persistence';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { partsOf } from '../stack/left-behind.js';
import { countersOf } from '../start/first-poll.js';
import { agreement, historyOf, type Office, openOffice, recordsOf, type Shown } from './office.js';
import { agreeingPairs, type Pair } from './pairs.js';
import { People } from './people.js';
import { pathOf, referenceRows, type RowEdit, rowEdits, valueAt } from './rows.js';

let office: Office;
let people: People;
/** Since when people edit. */
let editing: Date;
let pairs: Map<string, Pair[]>;
/** An edit is on the other side within ten seconds in the default sandbox; a machine that is busy takes longer. */
const within = { withinMs: 25_000, everyMs: 250 };

beforeAll(async () => {
  office = await openOffice({ records: 300, tenants: ['default'] });
  await office.stack.startProduct();
  const { agreed } = await agreement(office, 120_000);
  expect(agreed).toBe(true);
  people = await People.of(office.stack.sandboxUrl);
  pairs = Map.groupBy(await agreeingPairs(office), ({ go }) => go.category);
  editing = new Date();
}, 240_000);
afterAll(() => office.close(), 60_000);

/** Records that nobody else in this file edits. */
const takePair = (category: string): Pair => {
  const pair = pairs.get(category)!.pop();
  if (!pair) throw new Error(`no ${category} is left to edit`);
  return pair;
};

/** Addresses are made whole, so that their members can be edited one by one. */
async function withAddress({ go }: Pair): Promise<void> {
  if (valueAt(await people.goRow(pathOf(go)), 'MailAddress.City')) return;
  await people.goSet(pathOf(go), 'MailAddress', {
    AddressLine1: 'Gata 1',
    ZipCode: '0001',
    City: 'Oslo',
    CountryCode: 'NO',
  });
}

const nested = (property: string, value: unknown): Record<string, unknown> => {
  const [first, second] = property.split('.') as [string, string?];
  return second === undefined ? { [first]: value } : { [first]: { [second]: value } };
};

async function editsTravel(category: string, edit: RowEdit, bothWays: boolean): Promise<void> {
  const pair = takePair(category);
  try {
    await followEdits(pair, category, edit, bothWays);
  } catch (error) {
    throw new Error(`${String(error)}\n${await historyOf(office, pair.go)}`, { cause: error });
  }
}

async function followEdits(pair: Pair, category: string, edit: RowEdit, bothWays: boolean): Promise<void> {
  if (edit.field.startsWith('address.')) {
    await withAddress(pair);
    await eventually(
      async () => expect(valueAt(await people.hrmRow(pathOf(pair.hrm)), 'address.city')).toBeTruthy(),
      within,
    );
  }
  await people.goSet(pathOf(pair.go), edit.go.property, edit.go.values[0]);
  await eventually(async () => {
    expect(valueAt(await people.hrmRow(pathOf(pair.hrm)), edit.hrm.property)).toBe(edit.hrm.values[0]);
  }, within);
  if (!bothWays) return;
  const other = edit.field === 'active' ? takePair(category) : pair;
  await people.hrmSet(pathOf(other.hrm), nested(edit.hrm.property, edit.hrm.values[1]));
  await eventually(async () => {
    const found = valueAt(await people.goRow(pathOf(other.go)), edit.go.property);
    expect(typeof found === 'string' && edit.field.endsWith('Date') ? found.slice(0, 10) : found).toBe(
      edit.go.values[1],
    );
  }, within);
}

describe('every property of every flow', () => {
  const rows = flowIds.flatMap((id) =>
    linesOf(flows[id])
      .filter(({ direction, field }) => direction !== '⇥' && !(referenceRows[flows[id].category] ?? []).includes(field))
      .map((line) => ({ flow: id, category: flows[id].category, ...line })),
  );
  test('has its edit here', () => {
    const known = new Set(
      Object.entries(rowEdits).flatMap(([category, edits]) => edits.map(({ field }) => `${category} ${field}`)),
    );
    expect(rows.map(({ category, field }) => `${category} ${field}`).filter((name) => !known.has(name))).toEqual([]);
  });
  test.concurrent.each(rows)(
    '$flow: $powerofficego $direction $customhrm follows an edit',
    async ({ category, field, direction }) => {
      const edit = rowEdits[category]!.find((candidate) => candidate.field === field)!;
      await editsTravel(category, edit, direction === '⇄');
    },
  );
});

describe('references', () => {
  const linkOf = async (go: Shown) =>
    (
      await getJson<Shown>(
        `${office.stack.linkUrl}/api/v1/records/powerofficego/${go.ref.resource}/${go.ref.id}?tenant=default`,
      )
    ).linkId;
  test.concurrent(
    'an employee who changes department and manager in PowerOffice Go does so in the HRM, and back',
    async () => {
      const [one, boss, other] = [takePair('EMPLOYEE'), takePair('EMPLOYEE'), takePair('EMPLOYEE')];
      const [here, there] = [takePair('DEPARTMENT'), takePair('DEPARTMENT')];
      await people.goSet(pathOf(one.go), 'DepartmentId', Number(here.go.ref.id));
      await people.goSet(pathOf(one.go), 'ManagerEmployeeId', Number(boss.go.ref.id));
      await eventually(async () => {
        expect(await people.hrmRow(pathOf(one.hrm))).toMatchObject({
          departmentId: here.hrm.ref.id,
          managerId: boss.hrm.ref.id,
        });
      }, within);
      await people.hrmSet(pathOf(one.hrm), { departmentId: there.hrm.ref.id, managerId: other.hrm.ref.id });
      await eventually(async () => {
        expect(await people.goRow(pathOf(one.go))).toMatchObject({
          DepartmentId: Number(there.go.ref.id),
          ManagerEmployeeId: Number(other.go.ref.id),
        });
      }, within);
      expect(await linkOf(one.go)).toBe(one.go.linkId);
    },
  );
  test.concurrent('a department gets its manager in both directions', async () => {
    const [department, boss, other] = [takePair('DEPARTMENT'), takePair('EMPLOYEE'), takePair('EMPLOYEE')];
    await people.goSet(pathOf(department.go), 'ManagerEmployeeId', Number(boss.go.ref.id));
    await eventually(
      async () => expect(await people.hrmRow(pathOf(department.hrm))).toMatchObject({ managerId: boss.hrm.ref.id }),
      within,
    );
    await people.hrmSet(pathOf(department.hrm), { managerId: other.hrm.ref.id });
    await eventually(async () => {
      expect(await people.goRow(pathOf(department.go))).toMatchObject({ ManagerEmployeeId: Number(other.go.ref.id) });
    }, within);
  });
  test.concurrent('a person customer gets a department in both directions', async () => {
    const [person, here, there] = [takePair('CUSTOMER_PERSON'), takePair('DEPARTMENT'), takePair('DEPARTMENT')];
    await people.goSet(pathOf(person.go), 'DepartmentId', Number(here.go.ref.id));
    await eventually(
      async () => expect(await people.hrmRow(pathOf(person.hrm))).toMatchObject({ departmentId: here.hrm.ref.id }),
      within,
    );
    await people.hrmSet(pathOf(person.hrm), { departmentId: there.hrm.ref.id });
    await eventually(async () => {
      expect(await people.goRow(pathOf(person.go))).toMatchObject({ DepartmentId: Number(there.go.ref.id) });
    }, within);
  });
  test.concurrent(
    'a contact person works in the department of the customer, and cannot be moved from the HRM',
    async () => {
      const customers = new Map((await recordsOf(office, 'powerofficego')).map((row) => [row.ref.id, row]));
      const pair = pairs
        .get('CONTACT_PERSON')!
        .find(({ go }) => customers.get(go.ref.parent ?? '')?.category === 'CUSTOMER')!;
      const parent = customers.get(pair.go.ref.parent!)!;
      const { departmentId } = await people.hrmRow(pathOf(pair.hrm));
      const hrm = (await recordsOf(office, 'customhrm')).find(({ linkId }) => linkId === parent.linkId)!;
      expect(departmentId).toBe(hrm.ref.id);
      const elsewhere = takePair('CUSTOMER');
      await people.hrmSet(pathOf(pair.hrm), { departmentId: elsewhere.hrm.ref.id });
      await eventually(async () => {
        const shown = await getJson<{ state: string; reasons: { code: string }[] }>(
          `${office.stack.linkUrl}/api/v1/records/powerofficego/contactperson/${pair.go.ref.id}?tenant=default`,
        );
        expect([shown.state, shown.reasons[0]?.code]).toEqual(['parked', 'cannot-move']);
      }, within);
      expect((await people.goRow(pathOf(pair.go)))['ContactId']).toBe(Number(pair.go.ref.parent));
    },
  );
});

describe('what waits for the end of its poll, to be counted with it (Inv 21)', () => {
  /** How long each write waited after what it follows was heard, in seconds, longest first. */
  async function waited(): Promise<readonly number[]> {
    const url = office.stack.servers.databaseUrl;
    const database = await openDatabase({ url, schema: 'link', applicationName: 'spec' });
    const found = await database.query<{ seconds: number }>(
      `select extract(epoch from asked.at - said.at)::float8 as seconds
       from event asked cross join lateral (
         select at from event where stream = asked.stream and type = 'MemberSaid' and version < asked.version
         order by version desc limit 1) said
       where asked.type = 'WriteAsked' and said.at > $1 order by seconds desc`,
      [editing],
    );
    await database.close();
    return found.map(({ seconds }) => seconds);
  }
  test('goes out as soon as that is told, and nobody waits for what happens without it', async () => {
    const seconds = await waited();
    expect(seconds.length).toBeGreaterThan(30);
    expect(seconds.filter((one) => one > 5)).toEqual([]);
  });
});

describe('what all of this left in the logs', () => {
  const entered = Object.values(rowEdits)
    .flat()
    .flatMap(({ go, hrm }) => [...go.values, ...hrm.values])
    .filter((value): value is string => typeof value === 'string' && value.length > 5 && /[A-Za-z]/.test(value));
  test('are ids and field names, and not one value that people entered', async () => {
    const known = await recordsOf(office, 'powerofficego');
    const emails = known.flatMap(({ values }) => (typeof values['email'] === 'string' ? [values['email']] : []));
    const { logs } = partsOf(office.folder);
    const text = readdirSync(logs)
      .filter((name) => !/kafka|postgres/.test(name))
      .map((name) => readFileSync(join(logs, name), 'utf8'))
      .join('\n');
    expect(text.length).toBeGreaterThan(1_000);
    expect(emails.length).toBeGreaterThan(50);
    expect([...new Set([...entered, ...emails])].filter((value) => text.includes(value))).toEqual([]);
  });
});

describe('left alone', () => {
  test('the systems fall silent: polls within the limits (Inv 18), and not one write (Inv 8)', async () => {
    await agreement(office, 60_000);
    await pause(3_000);
    await fetch(`${office.stack.sandboxUrl}/sandbox/v1/counters`, { method: 'DELETE' });
    await pause(6_000);
    const counters = await countersOf(office.stack.sandboxUrl);
    const all = [...counters.powerofficego.requests, ...counters.customhrm.requests];
    expect(all.filter(({ method, path }) => method !== 'GET' && !/token/i.test(path))).toEqual([]);
    expect(all.length).toBeGreaterThan(0);
    expect(counters.powerofficego.maxPerSecond).toBeLessThanOrEqual(10);
  });
});
