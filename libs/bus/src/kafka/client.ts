import { createRequire } from 'node:module';
import type * as kafkajs from 'kafkajs';
import type { Kafka as KafkaClient, LogEntry } from 'kafkajs';
import type { BusLog } from '../port.js';
import { useFreshConnections } from './fresh-connections.js';
import { useOwnRecordEncoder } from './record-codec.js';
import { useWholeConnections } from './whole-connections.js';

const require = createRequire(import.meta.url);

/**
 * kafkajs 2.2.4 schedules its check of pending requests with a negative delay, which wakes idle clients all the time
 * and
 * warns on Node 24 (tulios/kafkajs 1556, 1751). A check is only needed while requests wait, and never earlier than now.
 */
interface RequestQueue {
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  throttledUntil: number;
  pending: readonly unknown[];
  checkPendingRequests(): void;
}
const RequestQueueClass = require('kafkajs/src/network/requestQueue') as {
  prototype: RequestQueue & { scheduleCheckPendingRequests(): void };
};
RequestQueueClass.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: RequestQueue) {
  if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
  const delayMs = Math.max(this.throttledUntil - Date.now(), 10);
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, delayMs);
};

useOwnRecordEncoder();
useWholeConnections();
useFreshConnections();
const { Kafka, logLevel } = require('kafkajs') as typeof kafkajs;

/** How a client is let in, where brokers ask: by SCRAM-SHA-512, over TLS where it is told who signed for them. */
export interface KafkaAccess {
  readonly username?: string;
  readonly password?: string;
  /** The certificates, as PEM, that brokers are believed by; without them connections are not encrypted. */
  readonly ca?: string;
}

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: BusLog;
  readonly access?: KafkaAccess | undefined;
}

/** The kafkajs client, with its log in ours. What every first join on a new broker says is not worth a warning. */
export function kafkaClient({ brokers, clientId, log, access = {} }: KafkaOptions): KafkaClient {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ...letIn(access),
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => report(log, entry),
    // A second, the default, is short for a broker or a machine with much to do; the first question has the same time.
    connectionTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 10 },
  });
}

const letIn = ({ username, password, ca }: KafkaAccess): Pick<kafkajs.KafkaConfig, 'sasl' | 'ssl'> => ({
  ...(username !== undefined && password !== undefined && { sasl: { mechanism: 'scram-sha-512', username, password } }),
  ...(ca !== undefined && { ssl: { ca: [ca] } }),
});

function report(log: BusLog, { level, label, log: { message, error, groupId } }: LogEntry): void {
  const words = `kafka: ${message}`;
  const fields = {
    label,
    ...(error !== undefined && { error: String(error) }),
    ...(groupId !== undefined && { groupId }),
  };
  const expected =
    /coordinator is not (aware|available)|coordinator is loading|rebalanc|generation id is not valid/i.test(
      `${message} ${String(error)}`,
    );
  if (level === logLevel.ERROR && !expected) log.warn(words, fields);
  else log.debug(words, fields);
}
