import type { CanonicalRecordSeen, Category, Message, Values } from '@samsvar/contracts';
import type { Database } from '@samsvar/persistence';
import { loadPositions } from '@samsvar/persistence';
import { officeSettings, Office } from '@samsvar/sync/testing';
import { eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lockTenant } from '../ledger/tenant-row.js';
import { linkDatabase } from '../testing/link-database.js';
import { Partitions, workplace } from '../testing/workplace.js';
import { group, meetSlice, workBatch, type Workplace } from './turn.js';

const tenants = ['default', 'other'];
const tables = ['event', 'link', 'record', 'record_match', 'reference_wait', 'outbox', 'position'] as const;

let database: Database;
let place: Workplace;
let partitions: Partitions;
beforeAll(async () => {
  database = await linkDatabase();
  place = workplace(database, tenants);
});
beforeEach(async () => {
  await database.query(`truncate ${tables.join()}, due, tenant`);
  partitions = new Partitions(tenants);
});
afterEach(() => database.query('drop function if exists refuse() cascade'));
afterAll(async () => {
  await place.relay.close();
  await database.close();
});

const office = new Office();
type More = Partial<CanonicalRecordSeen> & { readonly tenant?: string };

/** A PowerOffice Go record is seen, of the tenant named. */
function seen(category: Category, id: string, values: Values, { tenant = 'default', ...more }: More = {}): Message {
  const message = office.seen('powerofficego', category, id, values, more);
  const data = message.data as CanonicalRecordSeen;
  return { ...message, data: { ...data, ref: { ...data.ref, tenant } } };
}
const employee = (id: string, more: More = {}, values: Values = {}): Message => {
  const [tenant, boss] = [more.tenant ?? 'default', more.tenant === undefined ? '1' : '0'];
  const refs = {
    departmentId: `${tenant}/powerofficego/departments/1`,
    managerId: `${tenant}/powerofficego/contact/${boss}`,
  };
  return seen('EMPLOYEE', id, { lastName: `L${id}`, email: `${id}@x.no`, ...refs, ...values }, more);
};

/** A tenant whose first meeting is behind it. */
const met = (id = 'default') =>
  database.transaction(async (sql) => {
    const state = { ...(await lockTenant(sql, id)).state, meeting: { department: 'met', employee: 'met' } };
    await sql.query('update tenant set state = $2 where id = $1', [id, JSON.stringify(state)]);
  });

async function work(messages: Readonly<Record<string, readonly Message[]>>, at = place): Promise<number> {
  const batch = partitions.batch(messages);
  const changed = await workBatch(at, batch);
  partitions.moved(batch);
  return changed;
}

/** Whatever is written to a table under this condition fails, after everything before it was written. */
const refuse = (table: string, when = 'true') =>
  database.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
     create trigger refuse after insert or update on ${table} for each row when (${when}) execute function refuse()`,
  );
const mend = () => database.query('drop function refuse() cascade');

async function stored(): Promise<Record<string, number>> {
  const counts = tables.map((table) => `(select count(*)::int from ${table}) as ${table}`);
  const [row] = await database.query<Record<string, number>>(`select ${counts.join()}`);
  return row!;
}
const positions = async () =>
  (await loadPositions(database, group, ['records.canonical'])).map(({ partition, next }) => [partition, next]);
const linksOf = async (tenant: string) =>
  (await database.query<{ id: string }>('select id from link where tenant = $1', [tenant])).length;

describe('a turn of work', () => {
  test('stores events, states, rows, waits, what is to be told and its position in one transaction', async () => {
    await met();
    await work({ default: [employee('7'), employee('8')] });
    const xmins = tables.map((table) => `select '${table}' as name, xmin::text from ${table}`);
    const rows = await database.query<{ name: string; xmin: string }>(xmins.join(' union all '));
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(tables));
    expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1);
    expect(await positions()).toEqual([[0, 2]]);
  });

  test.each(tables)('that fails at its last write, to %s, stores nothing of it', async (table) => {
    await met();
    const before = await stored();
    await refuse(table);
    await expect(work({ default: [employee('7')] })).rejects.toThrow('refused');
    expect(await stored()).toEqual(before);
    await mend();
    await work({ default: [employee('7')] });
    expect(await stored()).toMatchObject({ link: 1, record: 1, position: 1 });
  });

  test('worked twice changes nothing the second time', async () => {
    await met();
    await work({ default: [employee('7')] });
    const { position: _, ...once } = await stored();
    await work({ default: [employee('7')] });
    expect(await stored()).toMatchObject(once);
  });

  test('for a tenant that samsvar.yaml does not know goes nowhere, and names the message', async () => {
    const batch = partitions.batch({ default: [employee('7')] });
    const strange = batch.heard.map((heard) => ({ ...heard, key: 'nobody' }));
    const worked = workBatch(place, { ...batch, heard: strange });
    await expect(worked).rejects.toMatchObject({ name: 'DeadLetter', heard: { offset: 0 } });
    expect(await stored()).toMatchObject({ record: 0, position: 0 });
  });
});

describe('a zombie', () => {
  test('finds its position moved by another and writes nothing', async () => {
    await met();
    const late = partitions.batch({ default: [employee('7')] });
    await work({ default: [employee('8'), employee('9')] });
    const before = await stored();
    await expect(workBatch(place, late)).rejects.toMatchObject({ name: 'Fenced' });
    expect(await stored()).toEqual(before);
    expect(await positions()).toEqual([[0, 2]]);
  });

  test('writes nothing when it works tenant by tenant either', async () => {
    await Promise.all(tenants.map(met));
    const late = partitions.batch({ default: [employee('7')], other: [employee('7', { tenant: 'other' })] });
    await work({ default: [employee('8')] });
    const before = await stored();
    await refuse('event', `new.tenant = 'other'`);
    await expect(workBatch(place, late)).rejects.toThrow();
    expect(await stored()).toEqual(before);
  });
});

describe('a batch of several tenants', () => {
  const both = () => ({ default: [employee('7')], other: [employee('7', { tenant: 'other' })] });

  test('moves all or nothing while all goes well', async () => {
    await Promise.all(tenants.map(met));
    expect(await work(both())).toBe(2);
    expect(await positions()).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test.each(tenants)('in which %s fails goes on for the other, and is heard again for the one', async (failing) => {
    await Promise.all(tenants.map(met));
    const well = tenants.find((id) => id !== failing)!;
    await refuse('event', `new.tenant = '${failing}'`);
    await expect(work(both())).rejects.toThrow('refused');
    expect([await linksOf(well), await linksOf(failing)]).toEqual([1, 0]);
    expect(await positions()).toEqual([]);
    await mend();
    const events = await stored();
    await work(both());
    expect([await linksOf(well), await linksOf(failing)]).toEqual([1, 1]);
    expect((await stored())['event']).toBe(events['event']! * 2);
    expect(await positions()).toHaveLength(2);
  });
});

describe('two replicas on one tenant', () => {
  test('never interleave: the second waits until the first has committed, and builds on it', async () => {
    await met();
    let [release, taken] = [() => {}, () => {}];
    const held = new Promise<void>((resolve) => (release = resolve));
    const locked = new Promise<void>((resolve) => (taken = resolve));
    const first = database.transaction(async (sql) => {
      const { state } = await lockTenant(sql, 'default');
      taken();
      await held;
      await sql.query('update tenant set state = $2 where id = $1', [
        'default',
        JSON.stringify({ ...state, left: 'here' }),
      ]);
    });
    await locked;
    const second = work({ default: [employee('7')] });
    await eventually(async () => {
      const waiting = await database.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'
        and query like 'select state%from tenant%' and datname = current_database()`);
      expect(waiting.length).toBeGreaterThan(0);
    });
    expect(await stored()).toMatchObject({ record: 0, link: 0 });
    release();
    await Promise.all([first, second]);
    const [row] = await database.query<{ state: object }>('select state from tenant');
    expect(row!.state).toMatchObject({ left: 'here', counts: { 'employees-employee': { records: 1 } } });
  });

  test('count every record once, also a tenant nobody has heard of', async () => {
    const replicas = [place, workplace(database, tenants)];
    const ids = Array.from({ length: 24 }, (_, index) => String(100 + index));
    const turns = ids.map((id, at) => {
      const { heard } = partitions.batch({ default: [employee(id), employee('99')] });
      return workBatch(replicas[at % 2]!, { heard, moves: [] });
    });
    await Promise.all(turns);
    await replicas[1]!.relay.close();
    const [row] = await database.query<{ state: object }>('select state from tenant');
    expect(row!.state).toMatchObject({
      counts: { 'employees-employee': { records: 25, differ: 25 } },
      scans: { 'powerofficego/contact': { count: 25 } },
    });
  });
});

describe('the number of statements', () => {
  const numbers = (count: number, from = 1_000) => Array.from({ length: count }, (_, index) => String(from + index));
  const statementsOf = async (messages: readonly Message[]): Promise<number> => {
    const before = database.statements;
    await work({ default: messages });
    return database.statements - before;
  };
  const everyKindOfBatch = async (count: number, from: number): Promise<Record<string, number>> => {
    const ids = numbers(count, from);
    const unlinked = await statementsOf(ids.map((id) => seen('CUSTOMER_PERSON', id, { lastName: id, email: null })));
    await met();
    const boss = [
      seen('DEPARTMENT', '1', { name: 'Salg', code: '1', managerId: null }),
      employee('1', {}, { managerId: null }),
    ];
    await work({ default: boss });
    const newcomers = await statementsOf(ids.map((id) => employee(`n${id}`)));
    const edits = await statementsOf(
      ids.map((id) => employee(`n${id}`, { revision: 2 }, { email: `new${id}@x.no`, managerId: null })),
    );
    const repeats = await statementsOf(ids.map((id) => employee(`n${id}`, { revision: 2 })));
    const answers = await statementsOf(await births());
    return { unlinked, newcomers, edits, repeats, answers };
  };
  const births = async (): Promise<readonly Message[]> => {
    const asked = await database.query<{ data: never }>(
      `select envelope::json -> 'data' as data from outbox
       where topic like 'commands%' and envelope::json #>> '{data,op}' = 'create'`,
    );
    return asked.map(({ data }) => office.done(data));
  };

  test('of a batch is the same for one record and for five hundred', async () => {
    const one = await everyKindOfBatch(1, 1_000);
    await database.query(`truncate ${tables.join()}, due, tenant`);
    partitions = new Partitions(tenants);
    const many = await everyKindOfBatch(500, 5_000);
    expect(many).toEqual(one);
    expect(Math.max(...Object.values(many))).toBeLessThanOrEqual(25);
  });
});

describe('a first meeting', () => {
  const tenant = officeSettings();
  const hear = async (count: number) => {
    const ids = Array.from({ length: count }, (_, index) => String(10_000 + index));
    await work({ default: ids.map((id) => employee(id, {}, { departmentId: null, managerId: null })) });
    await database.query(`update tenant set state = jsonb_set(state::jsonb, '{meeting}', $1)`, [
      JSON.stringify({ department: 'met', employee: 'meeting' }),
    ]);
  };

  test('goes in slices of at most a thousand, each stored by itself, and ends', async () => {
    await hear(2_300);
    const sizes: number[] = [];
    for (let left = true; left;) {
      const before = await linksOf('default');
      left = await meetSlice(place, tenant);
      sizes.push((await linksOf('default')) - before);
    }
    expect(sizes).toEqual([1_000, 1_000, 300, 0]);
    const [slices] = await database.query<{ count: string }>('select count(distinct xid) from event');
    expect(Number(slices!.count)).toBe(3);
    const [row] = await database.query<{ state: object }>('select state from tenant');
    expect(row!.state).toMatchObject({ meeting: { employee: 'met' } });
  });

  test('that fails in a slice goes on from the last one that was stored', async () => {
    await hear(1_500);
    await meetSlice(place, tenant);
    await refuse('outbox');
    await expect(meetSlice(place, tenant)).rejects.toThrow('refused');
    expect(await linksOf('default')).toBe(1_000);
    await mend();
    while (await meetSlice(place, tenant));
    expect(await linksOf('default')).toBe(1_500);
  });
});
