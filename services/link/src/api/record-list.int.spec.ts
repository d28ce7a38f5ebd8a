import type { Values } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Database, Sql } from '@samsvar/persistence';
import type { RecordRow, TenantSettings } from '@samsvar/sync';
import { officeSettings } from '@samsvar/sync/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { saveRecords } from '../ledger/record-rows.js';
import { linkDatabase } from '../testing/link-database.js';
import { decodeCursor } from './cursor.js';
import { listRecords, type RecordQuery } from './record-list.js';

let database: Database;
beforeAll(async () => (database = await linkDatabase()));
afterAll(() => database.close());

const tenant: TenantSettings = officeSettings();

function rowOf(id: string, values: Values = {}, more: Partial<RecordRow> = {}): RecordRow {
  const ref = more.ref ?? { tenant: 'default', system: 'powerofficego', resource: 'contact', id };
  return {
    key: recordKey(ref),
    ref,
    kind: 'employee',
    category: 'EMPLOYEE',
    roles: ['EMPLOYEE'],
    revision: 1,
    mapping: 'm',
    values,
    matchKeys: [],
    ours: false,
    problem: [],
    gone: false,
    matched: false,
    ...more,
  };
}
const save = (...rows: readonly RecordRow[]) => saveRecords(database, rows, new Map());

async function walk(query: Partial<RecordQuery>, between: () => Promise<unknown> = async () => {}, most?: number) {
  const ids: string[] = [];
  let pages = 0;
  for (let cursor: string | null | undefined; cursor !== null; pages++) {
    const asked = { limit: 7, ...query, ...(cursor && { cursor: decodeCursor(cursor) }) };
    const page = await listRecords(database, tenant, asked, most);
    expect(page.items.length).toBeLessThanOrEqual(asked.limit);
    ids.push(...page.items.map(({ ref }) => ref.id));
    cursor = page.cursor;
    await between();
  }
  return { ids, pages };
}

describe('a list, page by page', () => {
  const ids = Array.from({ length: 60 }, (_, index) => String(100 + index));
  beforeEach(async () => {
    await database.query('truncate record, link');
    await save(...ids.map((id) => rowOf(id, { lastName: `L${Number(id) % 2}` })));
    await save(rowOf('x', {}, { ref: { tenant: 'default-2', system: 'powerofficego', resource: 'contact', id: 'x' } }));
  });

  test.each([1, 7, 30, 59, 60, 61])('of %i a page has every record once', async (limit) => {
    const { ids: walked, pages } = await walk({ limit });
    expect(walked).toEqual(ids);
    expect(pages).toBe(Math.max(1, Math.ceil(60 / limit)));
  });

  test.each<Partial<RecordQuery>>([{}, { state: 'differ' }, { search: 'l' }])(
    'misses none and repeats none while rows come, go and change (%o)',
    async (query) => {
      let n = 0;
      const { ids: walked } = await walk(query, async () => {
        n++;
        await save(
          rowOf(`0-before-${n}`, { lastName: 'L0' }),
          rowOf(`z-behind-${n}`, { lastName: 'L0' }),
          rowOf(String(100 + n), { lastName: 'L1 anew' }, { revision: 2 + n }),
        );
        if (n === 2) await save(rowOf('150', {}, { gone: true, revision: 9 }));
      });
      expect(new Set(walked).size).toBe(walked.length);
      expect(walked.filter((id) => ids.includes(id))).toEqual(ids.filter((id) => id !== '150'));
      expect(walked).toContain('z-behind-1');
    },
  );

  test('looks through no more than it may at once, and goes on from there', async () => {
    await save(rowOf('155', { lastName: 'Rare' }), rowOf('119', { lastName: 'Rare' }));
    const first = await listRecords(database, tenant, { search: 'rare', limit: 5 }, 20);
    expect([first.items.map(({ ref }) => ref.id), first.cursor === null]).toEqual([['119'], false]);
    for (const most of [1, 7, 20, 60, 61]) {
      expect((await walk({ search: 'rare' }, undefined, most)).ids).toEqual(['119', '155']);
      expect((await walk({}, undefined, most)).ids).toEqual(ids);
    }
  });
});

describe('with 50,000 records on either side', () => {
  beforeAll(async () => {
    await database.query('truncate record, link');
    await fill();
  });

  test.each<[string, Partial<RecordQuery>, number]>([
    ['the first page', {}, 50],
    ['one system', { system: 'powerofficego' }, 50],
    ['a flow', { flow: 'employees-employee' }, 50],
    ['a flow that has none', { flow: 'departments-department' }, 0],
    ['what agrees', { state: 'agree' }, 50],
    ['what differs', { state: 'differ' }, 50],
    ['what waits', { state: 'waiting' }, 50],
    ['conflicts', { state: 'conflicts' }, 50],
    ['what is parked', { state: 'parked' }, 50],
    ['what is skipped', { state: 'skipped' }, 0],
    ['what is only in the HRM', { state: 'onlyInHrm' }, 50],
    ['a search that finds much', { search: 'fornavn' }, 50],
    ['a search that finds one on either side', { search: 'person49999@' }, 2],
    ['a search that finds nothing', { search: 'nobody' }, 0],
    ['a search in a state', { search: 'fornavn', state: 'parked' }, 50],
  ])('%s is answered without reading a table through', async (_, query, count) => {
    const explained = explaining(database);
    const asked = { limit: 50, ...query };
    const page = await listRecords(explained.sql, tenant, asked);
    expect(page.items).toHaveLength(count);
    expect(explained.plans.join('\n')).not.toMatch(/Seq Scan on (record|link)/);
    const since = performance.now();
    await listRecords(database, tenant, asked);
    // A tenth of it on a machine of its own; tests run beside others.
    expect(performance.now() - since).toBeLessThan(3_000);
  });
});

/** Runs what it is asked, and keeps how. */
function explaining(sql: Sql): { readonly sql: Sql; readonly plans: string[] } {
  const plans: string[] = [];
  const query: Sql['query'] = async (text, parameters) => {
    const plan = await sql.query<Record<string, string>>(`explain (costs off) ${text}`, parameters);
    plans.push(...plan.map((line) => Object.values(line)[0]!));
    return sql.query(text, parameters);
  };
  return { sql: { query }, plans };
}

/** One in fifty has no link; of the links most agree, and a few of each other kind do not. */
async function fill(): Promise<void> {
  await database.query(
    `insert into record (key, kind, tenant, system, resource, link_id, matched, ours, gone, revision, category, roles,
                         mapping, match_keys, problem, "values", search)
     select 'default/' || at || '/' || case when at like 'c%' then md5(n::text) else n::text end, 'employee', 'default',
            split_part(at, '/', 1), split_part(at, '/', 2), case when n % 50 > 0 then 'l' || md5(n::text) end, true,
            false, false, 1, 'EMPLOYEE', '{EMPLOYEE}', 'm', '{}', '[]', json_build_object('lastName', 'Etternavn' || n),
            'fornavn' || n % 977 || ' etternavn' || n || ' person' || n || '@example.no ' || n
     from generate_series(1, 50000) n, unnest('{powerofficego/contact,customhrm/employee}'::text[]) at`,
  );
  await database.query(
    `insert into link (id, tenant, kind, category, version, snapshot, standing, flows, reasons, linked, lossy, settled,
                       members, reference)
     select 'l' || md5(n::text), 'default', 'employee', 'EMPLOYEE', 5, json_build_object('agreed', repeat(md5(n::text), 20)),
            case when n % 997 = 0 then 'conflicts' when n % 1500 = 1 then 'waiting' when n % 13 = 0 then 'parked'
                 else 'agree' end, '{employees-employee}', '[]', true, false, false,
            json_build_object('powerofficego/contact', 'default/powerofficego/contact/' || n,
                              'customhrm/employee', 'default/customhrm/employee/' || md5(n::text)), md5(n::text)
     from generate_series(1, 50000) n where n % 50 > 0`,
  );
  await database.query('analyze record, link');
}
