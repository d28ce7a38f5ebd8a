import type { Migration, Sql } from './database.js';

/** The database's own clock, in milliseconds, as of now rather than of the transaction's start. */
export async function clockOf(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ now: string }>(`select ${now} as now`);
  return Number(row!.now);
}
const now = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint';

/**
 * What names the history a database is in: the cluster, and its timeline, which every promotion of a standby and every
 * restored backup changes. Its last commits may be missing then.
 */
const present = `(select system_identifier from pg_control_system())::text
  || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)`;

/** The history a service's schema is in. */
export interface History {
  /** When it was first met here, by the database's clock in milliseconds. */
  readonly begun: number;
  /** Met right now, and not the first of this schema: what was committed last may have been lost. */
  readonly isSetBack: boolean;
}

/** Looks which history the database is in, and notes a new one; cheap while nothing has happened. */
export async function heedHistory(sql: Sql): Promise<History> {
  const [known] = await sql.query<{ begun: string; same: boolean }>(
    `select begun, name = ${present} as same from history`,
  );
  if (known?.same) return { begun: Number(known.begun), isSetBack: false };
  const [noted] = await sql.query<{ begun: string }>(
    `insert into history as h (name, begun) values (${present}, ${now})
     on conflict (one) do update set name = excluded.name, begun = excluded.begun where h.name <> excluded.name
     returning begun`,
  );
  return noted ? { begun: Number(noted.begun), isSetBack: known !== undefined } : heedHistory(sql);
}

export const historyMigration: Migration = class History1764200000150 {
  async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query(`
      create table history (
        one boolean primary key default true check (one),
        name text not null,
        begun bigint not null
      )`);
    await runner.query(`insert into history (name, begun) values (${present}, ${now})`);
  }

  async down(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('drop table history');
  }
};
