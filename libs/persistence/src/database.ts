import type { QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';

/** A migration class, as TypeORM runs them: in the order of the time stamps in their names. */
export type Migration = new () => {
  up(queryRunner: QueryRunner): Promise<void>;
  down(queryRunner: QueryRunner): Promise<void>;
};

/** Whatever runs statements: the database itself, or a transaction. */
export interface Sql {
  query<Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface DatabaseOptions {
  readonly url: string;
  /** The service's own schema; its role sees no other. */
  readonly schema: string;
  readonly applicationName: string;
  /** Connections at most; as many transactions can be under way at once. */
  readonly poolSize?: number;
  readonly migrations?: readonly Migration[];
}

const statementTimeoutMs = 30_000;
const idleTimeoutMs = 60_000;
const settingsOf = (schema: string): string =>
  [
    `search_path=${schema}`,
    `statement_timeout=${statementTimeoutMs}`,
    `idle_in_transaction_session_timeout=${idleTimeoutMs}`,
  ]
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

  /** Rejects when the database does not answer. */
  async ping(): Promise<void> {
    await this.query('select 1');
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

/** Opens the service's database. Rejects when the server cannot be reached. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const source = sourceOf(options);
  await source.initialize();
  return new Database(source);
}

export const sourceOf = ({
  url,
  schema,
  applicationName,
  poolSize = 6,
  migrations = [],
}: DatabaseOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    schema,
    applicationName,
    poolSize,
    synchronize: false,
    logging: false,
    migrations: [...migrations],
    migrationsTransactionMode: 'each',
    // An idle connection that is lost is no error of ours; the pool makes another.
    poolErrorHandler: () => {},
    extra: {
      options: settingsOf(schema),
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    },
  });
