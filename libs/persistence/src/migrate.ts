import type { QueryRunner } from 'typeorm';
import type { DatabaseOptions } from './database.js';
import { sourceOf } from './database.js';
import { DatabaseComplaint, untilReached } from './reach.js';
import { ensureRole, finds, grant, named, type ServiceRole, type Statements } from './role.js';

/** The schema was brought further by a newer version of the service than this one. */
export class NewerSchema extends DatabaseComplaint {
  override readonly name = 'NewerSchema';
}

/** `url` is that of whoever may make schemas, and roles where one is named. */
export interface MigrateOptions extends DatabaseOptions {
  /** The role the service will run as; without one it runs as whoever migrates. */
  readonly role?: ServiceRole;
  /** Told what was done, a sentence each. */
  readonly say?: (words: string) => void;
}

const defaultPatienceMs = 30_000;
/** A migration takes as long as it takes. */
const forever = { statementMs: 0, idleMs: 0 };

/**
 * Brings a service's schema up to date: one process at a time (an advisory lock), each migration in a transaction of
 * its own. Makes the schema and the role where they are missing. Waits a while for a server that is still coming up.
 * Answers the names of the migrations that ran.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  named(options.schema);
  const source = sourceOf({ ...options, poolSize: 2 }, forever);
  const { url, patienceMs = defaultPatienceMs, log } = options;
  await untilReached(() => source.initialize(), { url, patienceMs, ...(log && { log }) });
  const lock = source.createQueryRunner();
  try {
    await lock.query('select pg_advisory_lock(hashtext($1))', [`samsvar/migrate/${options.schema}`]);
    return await underLock(lock, options, async () => (await source.runMigrations()).map(({ name }) => name));
  } finally {
    await lock.release();
    await source.destroy();
  }
}

async function underLock(
  lock: QueryRunner,
  options: MigrateOptions,
  run: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { schema, role, say = () => {} } = options;
  const tell = (done: readonly string[]) => done.forEach((words) => say(`${schema}: ${words}`));
  tell(await ensureSchema(lock, schema));
  if (role) tell(await ensureRole(lock, role));
  await refuseNewer(lock, options);
  const ran = await run();
  tell(ran.map((name) => `ran ${name}`));
  if (role) tell(await grant(lock, schema, role.name));
  return ran;
}

/** A role that owns nothing may migrate a schema that was made for it. */
async function ensureSchema(sql: Statements, schema: string): Promise<readonly string[]> {
  if (await finds(sql, 'select 1 from pg_namespace where nspname = $1', [schema])) return [];
  await sql.query(`create schema ${named(schema)}`);
  return ['made the schema'];
}

async function refuseNewer(sql: Statements, { migrations = [], schema }: DatabaseOptions): Promise<void> {
  if (!(await finds(sql, 'select 1 where to_regclass($1) is not null', [`"${schema}".migrations`]))) return;
  const rows = (await sql.query(`select name from "${schema}".migrations`)) as { name: string }[];
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = rows.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  if (unknown.length === 0) return;
  throw new NewerSchema(
    `The schema ${schema} was brought up to ${unknown.join(', ')} by a newer version: ` +
      'the version just before that one runs with it as it is, without migrate; an older one needs a backup from ' +
      'before it.',
  );
}
