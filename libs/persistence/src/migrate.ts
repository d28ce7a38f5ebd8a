import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseOptions } from './database.js';
import { sourceOf } from './database.js';

/** The schema was brought further by a newer version of the service than this one. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

const patienceMs = 30_000;

/**
 * Brings a service's schema up to date: one process at a time (an advisory lock), each migration in a transaction of
 * its own. Waits a while for a server that is still coming up. Answers the names of the migrations that ran.
 */
export async function migrate(options: DatabaseOptions): Promise<readonly string[]> {
  const source = sourceOf({ ...options, poolSize: 2 });
  await untilReached(() => source.initialize());
  const lock = source.createQueryRunner();
  try {
    await ensureSchema(lock, options.schema);
    await lock.query('select pg_advisory_lock(hashtext($1))', [`samsvar/migrate/${options.schema}`]);
    await refuseNewer(lock, options);
    const ran = await source.runMigrations();
    return ran.map(({ name }) => name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}

async function untilReached(connect: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await connect();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`Postgres does not answer; check DATABASE_URL and that the server runs (${String(error)})`, {
          cause: error,
        });
      }
      await pause(500);
    }
  }
}

/** A role that owns nothing may migrate a schema that was made for it. */
async function ensureSchema(sql: Statements, schema: string): Promise<void> {
  const there = (await sql.query('select 1 from pg_namespace where nspname = $1', [schema])) as unknown[];
  if (there.length === 0) await sql.query(`create schema "${schema}"`);
}

interface Statements {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
}

async function refuseNewer(
  sql: { query(text: string): Promise<unknown> },
  { migrations = [], schema }: DatabaseOptions,
): Promise<void> {
  const there = (await sql.query(`select to_regclass('"${schema}".migrations') is not null as there`)) as {
    there: boolean;
  }[];
  if (!there[0]?.there) return;
  const rows = (await sql.query(`select name from "${schema}".migrations`)) as { name: string }[];
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = rows.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length === 0) return;
  throw new NewerSchema(
    `the schema ${schema} was brought up to ${unknown.join(', ')} by a newer version; ` +
      'run that version, or restore a backup from before it',
  );
}
