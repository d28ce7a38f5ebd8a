import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { KafkaAccess } from '@samsvar/bus';
import { run } from './child.js';
import { Complaint } from './complaint.js';
import { kafkaJars } from './kafka-jars.js';
import { serverProperties } from './kafka-properties.js';

/** A broker that asks everybody who they are, over TLS, and lets nobody do what no rule allows. */
export interface GuardedKafka {
  readonly brokers: string;
  accessOf(user: string): KafkaAccess;
  stop(): Promise<void>;
}

export interface GuardedOptions {
  readonly cache: string;
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly users: readonly string[];
}

/** May do everything; makes topics and rules. */
export const admin = 'admin';
const passwordOf = (user: string): string => `password of ${user}`;
const [alias, storePassword] = ['broker', 'invented'];

/** Starts such a broker with these users, none of whom may do anything yet. */
export async function startGuardedKafka(options: GuardedOptions): Promise<GuardedKafka> {
  const { cache, folder, port, users } = options;
  const jars = join(await kafkaJars(cache, () => undefined), '*');
  mkdirSync(folder, { recursive: true });
  const ca = await certificate(folder);
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, propertiesOf(options));
  const scram = [admin, ...users].flatMap((user) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${user},password="${passwordOf(user)}"]`,
  ]);
  const format = ['-cp', jars, 'kafka.tools.StorageTool', 'format', '-t', 'AAAAAAAAAAAAAAAAAAAAAA', '-c', properties];
  await promisify(execFile)('java', [...format, ...scram]);
  const logFile = join(folder, 'kafka.log');
  const child = run({ file: 'java', args: ['-Xmx512m', '-cp', jars, 'kafka.Kafka', properties], logFile });
  await started(logFile, child.hasExited);
  return {
    brokers: `127.0.0.1:${port}`,
    accessOf: (username) => ({ username, password: passwordOf(username), ca }),
    stop: async () => void (await child.stop(8_000)),
  };
}

async function started(logFile: string, hasExited: () => boolean): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!readFileSync(logFile, 'utf8').includes('Kafka Server started')) {
    if (hasExited() || Date.now() > deadline) throw new Complaint(`Kafka did not start:\n${tail(logFile)}`);
    await pause(100);
  }
}
const tail = (file: string): string => readFileSync(file, 'utf8').split('\n').slice(-20).join('\n');

/** A key of the broker's own, and the certificate that clients believe it by. */
async function certificate(folder: string): Promise<string> {
  const store = ['-keystore', join(folder, 'broker.p12'), '-storepass', storePassword, '-alias', alias];
  const keytool = (...args: readonly string[]) => promisify(execFile)('keytool', [...args, ...store]);
  await keytool('-genkeypair', '-keyalg', 'EC', '-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1', '-validity', '2');
  return (await keytool('-exportcert', '-rfc')).stdout;
}

function propertiesOf({ port, controllerPort, folder }: GuardedOptions): string {
  const module = 'org.apache.kafka.common.security.scram.ScramLoginModule';
  const login = `${module} required username="${admin}" password="${passwordOf(admin)}";`;
  const guarded = {
    listeners: `SASL_SSL://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `SASL_SSL://127.0.0.1:${port}`,
    'inter.broker.listener.name': 'SASL_SSL',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': login,
    'ssl.keystore.location': join(folder, 'broker.p12'),
    'ssl.keystore.password': storePassword,
    'ssl.truststore.location': join(folder, 'broker.p12'),
    'ssl.truststore.password': storePassword,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // The controller's own listener is on the loopback interface and asks nobody.
    'super.users': `User:${admin};User:ANONYMOUS`,
  };
  const open = serverProperties({ port, controllerPort, dataFolder: join(folder, 'data') });
  const kept = open.split('\n').filter((line) => line !== '' && !(line.slice(0, line.indexOf('=')) in guarded));
  return [...kept, ...Object.entries(guarded).map(([name, value]) => `${name}=${value}`), ''].join('\n');
}
