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
  /** How long a statement may go without an answer before its connection is cut; 45 s unless told otherwise. */
  readonly answerMs?: number;
  readonly log?: DatabaseLog;
}

/** How long a statement, and a transaction that does nothing, may take; 0 is for ever. */
export interface Limits {
  readonly statementMs: number;
  readonly idleMs: number;
}

/**
 * The server ends a statement after thirty seconds. One that has said nothing by now says nothing any more: it is
 * frozen, or its machine is gone without a word.
 */
const defaultAnswerMs = 45_000;
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

  constructor(
    readonly source: DataSource,
    private readonly answerMs = defaultAnswerMs,
  ) {}

  async query<Row = Record<string, unknown>>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.connected((runner) => this.statement<Row>(runner, text, parameters));
  }

  /** Everything the work does becomes true at once, or nothing of it. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.connected(async (runner) => {
      await answered(runner, runner.startTransaction(), this.answerMs);
      try {
        const done = await work({
          query: <Row>(text: string, parameters: readonly unknown[] = []) =>
            this.statement<Row>(runner, text, parameters),
        });
        await answered(runner, runner.commitTransaction(), this.answerMs);
        return done;
      } catch (error) {
        await answered(runner, runner.rollbackTransaction(), this.answerMs).catch(() => undefined);
        throw error;
      }
    });
  }

  private async connected<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      return await work(runner);
    } finally {
      await runner.release();
    }
  }

  private async statement<Row>(runner: QueryRunner, text: string, parameters: readonly unknown[]): Promise<Row[]> {
    this.statements++;
    return rowsOf<Row>(await answered(runner, runner.query(text, [...parameters]), this.answerMs));
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

/** Waits for an answer, and cuts the connection where none comes: what was begun on it is undone by the server. */
async function answered<T>(runner: QueryRunner, asking: Promise<T>, withinMs: number): Promise<T> {
  const late = setTimeout(() => void cut(runner, withinMs), withinMs);
  try {
    return await asking;
  } finally {
    clearTimeout(late);
  }
}

/** The driver's own connection: its socket ends, and with it everything that waits for an answer on it. */
interface Connected {
  readonly connection?: { readonly stream?: { destroy(error: Error): void } };
}

async function cut(runner: QueryRunner, afterMs: number): Promise<void> {
  const client = (await runner.connect().catch(() => undefined)) as Connected | undefined;
  client?.connection?.stream?.destroy(new Error(`Postgres has said nothing for ${afterMs} ms`));
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
  return new Database(source, options.answerMs);
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
      keepAliveInitialDelayMillis: 10_000,
    },
  });
