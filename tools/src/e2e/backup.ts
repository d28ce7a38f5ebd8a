import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase, type Sql } from '@samsvar/persistence';
import { isRunning } from '../stack/command-of.js';
import { partsOf } from '../stack/left-behind.js';
import { dataFolderFor } from '../stack/postgres-home.js';
import type { Office } from './office.js';

const schemas = ['link', 'powerofficego_connector', 'customhrm_connector'];

/** A backup that was taken, and can be put back in the place of what there is now. */
export interface Backup {
  putBack(): Promise<void>;
}

/** How backups are taken here. */
export interface BackupSort {
  readonly name: string;
  /** Whether services notice by themselves that the database went back. */
  readonly isNoticed: boolean;
  isPossible(office: Office): boolean;
  take(office: Office): Promise<Backup>;
}

/**
 * A copy of the server's files. Put back it is recovered as to a point in time, after which the server goes on in
 * another timeline. Only where PostgreSQL runs as a process here.
 */
export const baseBackup: BackupSort = {
  name: 'a base backup',
  isNoticed: true,
  isPossible: (office) => existsSync(join(dataOf(office), 'PG_VERSION')),
  async take(office) {
    const data = dataOf(office);
    const copy = `${data}.backup`;
    await whileDown(office, () => copied(data, copy));
    return {
      putBack: () =>
        whileDown(office, () => {
          copied(copy, data);
          rmSync(copy, { recursive: true });
          writeFileSync(join(data, 'postgresql.auto.conf'), "restore_command = 'false'\n");
          writeFileSync(join(data, 'recovery.signal'), '');
        }),
    };
  },
};

const dataOf = ({ folder }: Office): string => dataFolderFor(partsOf(folder).postgres);

function copied(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  execFileSync('cp', ['-a', from, to]);
}

/**
 * Every row of our schemas, as `pg_dump` and `pg_restore` would have it, put back into the same server: its timeline is
 * the old one. (The server that comes from npm has neither program.)
 */
export const dump: BackupSort = {
  name: 'a dump',
  isNoticed: false,
  isPossible: () => true,
  async take({ stack }) {
    const taken = await inDatabase(stack.servers.databaseUrl, dumped);
    return { putBack: () => inDatabase(stack.servers.databaseUrl, (sql) => restored(sql, taken)) };
  },
};

interface Dump {
  /** All rows of each table, as a JSON list. */
  readonly tables: readonly { readonly name: string; readonly rows: string }[];
  readonly sequences: readonly { readonly name: string; readonly value: string | null }[];
}

async function dumped(sql: Sql): Promise<Dump> {
  const named = await sql.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = any($1) order by 1`,
    [schemas],
  );
  const tables: { name: string; rows: string }[] = [];
  for (const { name } of named) {
    const [found] = await sql.query<{ rows: string }>(
      `select coalesce(json_agg(t), '[]')::text as rows from ${name} t`,
    );
    tables.push({ name, rows: found!.rows });
  }
  const sequences = await sql.query<{ name: string; value: string | null }>(
    `select format('%I.%I', schemaname, sequencename) as name, last_value as value
     from pg_sequences where schemaname = any($1)`,
    [schemas],
  );
  return { tables, sequences };
}

async function restored(sql: Sql, { tables, sequences }: Dump): Promise<void> {
  await sql.query(`truncate ${tables.map(({ name }) => name).join()}`);
  for (const { name, rows } of tables)
    await sql.query(
      `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1)`,
      [rows],
    );
  for (const { name, value } of sequences)
    await sql.query(`select setval($1, $2, $3)`, [name, value ?? 1, value !== null]);
}

async function inDatabase<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url, schema: 'public', applicationName: 'spec' });
  try {
    return await database.transaction(work);
  } finally {
    await database.close();
  }
}

/** Does something while PostgreSQL is away, and waits until it answers again. */
async function whileDown({ stack }: Office, work: () => void): Promise<void> {
  const pid = stack.servers.pids()['postgres']!;
  const done = (async () => {
    while (isRunning(pid, 'postgres')) await pause(50);
    await pause(1_000); // Its children end when they notice.
    work();
  })();
  await stack.servers.away('postgres', done);
}
