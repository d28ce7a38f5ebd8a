import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { neverExits, run, stopOrphan } from './child.js';
import { Complaint, type Say } from './complaint.js';
import { kindOf, type ServerKind, serverImages } from './choice.js';
import { answers, warmUp } from './kafka-client.js';
import { kafkaJars } from './kafka-jars.js';
import { brokerEnvironment, serverProperties } from './kafka-properties.js';
import type { Server } from './kept-server.js';
import { either, until } from './until.js';

/** A Kafka to talk to: our own broker, or one that was there already. */
export interface KafkaServer extends Server {
  /** Comma-separated `host:port`, as `KAFKA_BROKERS` has it. */
  readonly brokers: string;
}

/** Where a broker of ours runs and what it keeps. */
export interface KafkaOptions {
  readonly cache: string;
  /** Holds its settings and its data; what is there already is gone on with. */
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly logFile: string;
  readonly say: Say;
  /** Breaks a start off; what was started is stopped again. */
  readonly signal?: AbortSignal | undefined;
  readonly kind?: ServerKind | undefined;
}

const readyWithinMs = 60_000;
const stopWithinMs = 8_000;

/** A Kafka that runs already, found to answer. */
export async function existingKafka(brokers: string): Promise<KafkaServer> {
  await until(async () => ((await answers(brokers)) ? true : undefined), {
    withinMs: 10_000,
    complaint: () =>
      new Complaint(`No Kafka answers at ${brokers}: start it, or unset KAFKA_BROKERS to have one started here.`),
  });
  return { brokers, pid: undefined, exited: neverExits, stop: () => Promise.resolve() };
}

/** Starts a KRaft broker of our own and resolves when it answers for its metadata and its groups. */
export async function startKafka(options: KafkaOptions): Promise<KafkaServer> {
  const { folder, kind: wanted } = options;
  const keptFile = join(folder, 'server.properties');
  const kind = kindOf({ wanted, image: serverImages.kafka, folder, keptFile });
  return kind === 'containers' ? startKafkaContainer(options) : startKafkaProcess(options);
}

/** The same broker as docker-compose.yml has, with the data of its own volume. */
async function startKafkaContainer(options: KafkaOptions): Promise<KafkaServer> {
  const { startContainer } = await import('./containers.js');
  const { port, folder, logFile } = options;
  const server = await startContainer({
    image: serverImages.kafka,
    environment: brokerEnvironment(port),
    port,
    portInside: 19092,
    data: '/var/lib/kafka/data',
    folder,
    logFile,
    word: 'kafka.Kafka',
  });
  const brokers = `127.0.0.1:${port}`;
  await becomeReady(server, brokers, options);
  return { ...server, brokers };
}

async function startKafkaProcess(options: KafkaOptions): Promise<KafkaServer> {
  const jars = await kafkaJars(options.cache, options.say);
  const { propertiesFile, pidFile } = await settle(options, jars);
  options.signal?.throwIfAborted();
  const child = run({
    file: 'java',
    args: [...jvmFlags, '-cp', join(jars, '*'), 'kafka.Kafka', propertiesFile],
    logFile: options.logFile,
  });
  writeFileSync(pidFile, String(child.pid));
  const brokers = `127.0.0.1:${options.port}`;
  const server: Server = {
    pid: child.pid,
    exited: child.exited,
    stop: async () => void (await child.stop(stopWithinMs)),
  };
  await becomeReady(server, brokers, options);
  return { ...server, brokers };
}

/**
 * Measured: C1 alone and the serial collector are ready in a third of the default's time (stack.md 6.4), and a first
 * load of 10,000 records is over before compiling for speed would pay (docs/performance.md).
 */
const jvmFlags = ['-XX:+UseSerialGC', '-Xms128m', '-Xmx512m', '-XX:TieredStopAtLevel=1'];

const pidFileIn = (folder: string) => join(folder, 'broker.pid');

/** Stops the broker of this folder that an earlier run left behind, if there is one. */
export async function stopLeftKafka(folder: string): Promise<void> {
  const pidFile = pidFileIn(folder);
  if (!existsSync(pidFile)) return;
  await stopOrphan(Number(readFileSync(pidFile, 'utf8')), ['kafka.Kafka', folder], 'SIGTERM');
  rmSync(pidFile);
}

/** Writes the settings, stops what an earlier run left behind, and formats the data folder where it is new. */
async function settle({ folder, port, controllerPort }: KafkaOptions, jars: string) {
  const propertiesFile = join(folder, 'server.properties');
  const dataFolder = join(folder, 'data');
  mkdirSync(folder, { recursive: true });
  await stopLeftKafka(folder);
  writeFileSync(propertiesFile, serverProperties({ port, controllerPort, dataFolder }));
  if (!existsSync(join(dataFolder, 'meta.properties'))) await format(jars, propertiesFile);
  return { propertiesFile, pidFile: pidFileIn(folder) };
}

async function format(jars: string, propertiesFile: string): Promise<void> {
  // A leading dash would read as an option of the tool.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const tool = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*'), 'kafka.tools.StorageTool'];
  await promisify(execFile)('java', [...tool, 'format', '-t', clusterId, '-c', propertiesFile]);
}

/** Ready is an answer, not an open port; the first join of a group then finds its coordinator awake. */
async function becomeReady(server: Server, brokers: string, { logFile, signal }: KafkaOptions): Promise<void> {
  const died = new AbortController();
  void server.exited.then(() => died.abort(new Complaint(`Kafka did not start: ${logFile} says why.`)));
  const patience = {
    withinMs: readyWithinMs,
    complaint: () => new Complaint(`Kafka did not answer within ${readyWithinMs / 1000} s: ${logFile} may say why.`),
    signal: either(died.signal, signal),
  };
  try {
    await until(async () => ((await answers(brokers)) ? true : undefined), patience);
    await until(() => warmUp(brokers), patience);
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
}
