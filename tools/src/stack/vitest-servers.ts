import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { cacheFolder } from './folders.js';
import { readSettings } from '../settings.js';
import { forgetContainer } from './container-names.js';
import { freePorts } from './ports.js';
import { startServers } from './servers.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Kafka of this test run answers. */
    kafkaBrokers: string;
    /** A role of this run's PostgreSQL that may create schemas, roles and databases. */
    databaseUrl: string;
  }
}

/** Vitest's set-up of the suites that need servers: starts both on free ports, and leaves nothing behind. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'samsvar-test-'));
  // PostgreSQL as root runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const [kafka, kafkaController, postgres] = (await freePorts(3)) as [number, number, number];
  const [kafkaFolder, postgresFolder] = [join(folder, 'kafka'), join(folder, 'postgres')];
  const servers = await startServers({
    kafkaBrokers: process.env['KAFKA_BROKERS'],
    databaseUrl: process.env['DATABASE_URL'],
    cache: cacheFolder(process.env),
    kafkaFolder,
    postgresFolder,
    logFolder: join(folder, 'logs'),
    ports: { kafka, kafkaController, postgres },
    say: (words) => process.stderr.write(`${words}\n`),
    kind: readSettings(process.env).servers,
  }).catch((failure: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw failure;
  });
  project.provide('kafkaBrokers', servers.brokers);
  project.provide('databaseUrl', servers.databaseUrl);
  return async () => {
    await servers.stop();
    for (const server of [kafkaFolder, postgresFolder]) forgetContainer(server, { data: true });
    rmSync(folder, { recursive: true, force: true });
  };
}
