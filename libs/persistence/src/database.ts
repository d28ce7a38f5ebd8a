import type { QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import { codeOf, type DatabaseLog, noAnswer, untilReached } from './reach.js';

/** A migration class, as TypeORM runs them: in the order of the time stamps in their names. */
export type Migration = new () => {
  up(queryRunner: QueryRunner): Promise<void>;
  down(queryRunner: QueryRunner): Promise<void>;
};

/** Whatever runs statements: the database itself, or a transaction. */
export interface Sql {
  query<Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** Where a service's database is, and how it is used. */
export interface DatabaseOptions {
  readonly url: string;
  /** The service's own schema; its role sees no other. */
  readonly schema: string;
  readonly applicationName: string;
  /** Connections at most; as many transactions can be under way at once. Six unless told otherwise. */
  readonly poolSize?: number;
  readonly migrations?: readonly Migration[];
  /** How long to wait at the start for a server that does not answer; a minute unless told otherwise. */
  readonly patienceMs?: number;
  readonly log?: DatabaseLog;
}

/** How long a statement, and a transaction that does nothing, may take; 0 is for ever. */
export interface Limits {
  readonly statementMs: number;
  readonly idleMs: number;
}

const defaultPoolSize = 6;
const defaultPatienceMs = 60_000;
const serving: Limits = { statementMs: 30_000, idleMs: 60_000 };
const settingsOf = (schema: string, { statementMs, idleMs }: Limits): string =>
  [`search_path=${schema}`, `statement_timeout=${statementMs}`, `idle_in_transaction_session_timeout=${idleMs}`]
    .map((setting) => `-c ${setting}`)
    .join(' ');

/** One service's own place in Postgres. A lost connection fails the statements that needed it, never the process. */
export class Database implements Sql {
  /** Statements run since the start; specs hold the hot path to a constant number. */
  statements = 0;

  constructor(readonly source: DataSource) {}

  async query<Row = Record<string, unknown>>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    this.statements++;
    return rowsOf<Row>(await this.source.query(text, [...parameters]));
  }

  /** Everything the work does becomes true at once, or nothing of it. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.source.transaction((manager) =>
      work({
        query: async <Row>(text: string, parameters: readonly unknown[] = []) => {
          this.statements++;
          return rowsOf<Row>(await manager.query(text, [...parameters]));
        },
      }),
    );
  }

  /** Rejects with a `DatabaseComplaint` when the database does not answer. */
  async ping(): Promise<void> {
    try {
      await this.query('select 1');
    } catch (error) {
      throw noAnswer(error);
    }
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** TypeORM answers an update or delete with its rows and their number; everything else with its rows. */
const rowsOf = <Row>(answer: unknown): Row[] =>
  Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number'
    ? (answer[0] as Row[])
    : ((answer ?? []) as Row[]);

/** Opens the service's database. Rejects with a `DatabaseComplaint` when the server does not let it in. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const source = sourceOf(options);
  const { url, patienceMs = defaultPatienceMs, log } = options;
  await untilReached(() => source.initialize(), { url, patienceMs, ...(log && { log }) });
  return new Database(source);
}

/** TypeORM's own view of a service's database, not connected yet. */
export const sourceOf = (options: DatabaseOptions, limits: Limits = serving): DataSource =>
  new DataSource({
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    applicationName: options.applicationName,
    poolSize: options.poolSize ?? defaultPoolSize,
    synchronize: false,
    logging: false,
    migrations: [...(options.migrations ?? [])],
    migrationsTransactionMode: 'each',
    // An idle connection that is lost is no failure of a statement; the pool makes another.
    poolErrorHandler: (error: unknown) =>
      options.log?.warn('an idle connection to Postgres was lost', { code: codeOf(error) }),
    extra: {
      options: settingsOf(options.schema, limits),
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    },
  });
