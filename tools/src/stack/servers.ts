import type { ServerKind } from './choice.js';
import { Complaint, type Say } from './complaint.js';
import { existingKafka, type KafkaServer, startKafka } from './kafka.js';
import { keep, type KeptServer } from './kept-server.js';
import { existingPostgres, type PostgresServer, startPostgres } from './postgres.js';

/** The two servers everything stands on, each started again when it dies. */
export interface Servers {
  readonly brokers: string;
  readonly databaseUrl: string;
  /** First processes of those that are ours, by name. */
  pids(): Readonly<Record<string, number>>;
  /** Kills one of ours and starts it again when that is over; resolves when it answers again. */
  away(name: 'kafka' | 'postgres', until: Promise<unknown>): Promise<void>;
  /** Stops the servers that are ours, both at once. */
  stop(): Promise<void>;
}

/** Where servers of ours would live; those named by address are used as they are. */
export interface ServerOptions {
  readonly kafkaBrokers?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly cache: string;
  readonly kafkaFolder: string;
  readonly postgresFolder: string;
  readonly logFolder: string;
  readonly ports: { readonly kafka: number; readonly kafkaController: number; readonly postgres: number };
  readonly say: Say;
  /** What servers of ours run as; where not said, as is possible. */
  readonly kind?: ServerKind | undefined;
  /** Breaks a start off, and ends the care for what died. */
  readonly signal?: AbortSignal | undefined;
}

/** Starts, or finds, Kafka and PostgreSQL side by side; where one fails, the other is stopped again. */
export async function startServers(options: ServerOptions): Promise<Servers> {
  const [kafka, postgres] = await Promise.allSettled([
    keep('Kafka', () => openKafka(options), options),
    keep('PostgreSQL', () => openPostgres(options), options),
  ]);
  if (kafka.status === 'fulfilled' && postgres.status === 'fulfilled') return both(kafka.value, postgres.value);
  if (kafka.status === 'fulfilled') await kafka.value.stop();
  if (postgres.status === 'fulfilled') await postgres.value.stop();
  throw kafka.status === 'rejected' ? kafka.reason : (postgres as PromiseRejectedResult).reason;
}

const both = (kafka: KeptServer<KafkaServer>, postgres: KeptServer<PostgresServer>): Servers => ({
  brokers: kafka.current().brokers,
  databaseUrl: postgres.current().url,
  pids: () => {
    const pids = { kafka: kafka.current().pid, postgres: postgres.current().pid };
    return Object.fromEntries(
      Object.entries(pids).filter((entry): entry is [string, number] => entry[1] !== undefined),
    );
  },
  away: (name, until) => (name === 'kafka' ? kafka : postgres).away(until),
  stop: async () => void (await Promise.all([kafka.stop(), postgres.stop()])),
});

function openKafka(options: ServerOptions): Promise<KafkaServer> {
  if (options.kafkaBrokers) return existingKafka(options.kafkaBrokers);
  return startKafka({
    cache: options.cache,
    folder: options.kafkaFolder,
    port: options.ports.kafka,
    controllerPort: options.ports.kafkaController,
    logFile: `${options.logFolder}/kafka.log`,
    say: options.say,
    kind: options.kind,
    signal: options.signal,
  });
}

function openPostgres(options: ServerOptions): Promise<PostgresServer> {
  if (options.databaseUrl) return existingPostgres(checked(options.databaseUrl));
  return startPostgres({
    dataFolder: options.postgresFolder,
    port: options.ports.postgres,
    logFile: `${options.logFolder}/postgres.log`,
    kind: options.kind,
    signal: options.signal,
  });
}

function checked(url: string): string {
  if (URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol)) return url;
  throw new Complaint('DATABASE_URL is no PostgreSQL address: postgresql://user:password@host:5432/database', 2);
}
