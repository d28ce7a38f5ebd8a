import { randomUUID } from 'node:crypto';
import type { Batch } from '@samsvar/bus';
import type {
  Message,
  NativeRecordSeen,
  PollCompleted,
  NativeWriteAnswered,
  NativeWriteRecord,
  RecordGone,
} from '@samsvar/contracts';
import { commandsNative } from '@samsvar/contracts';
import type { Database, Telling } from '@samsvar/persistence';
import { Relay } from '@samsvar/persistence';
import { systemClock } from '../runtime/clock.js';
import type { Kit } from '../runtime/kit.js';
import { SeenBefore } from '../runtime/seen-before.js';
import type { Connection } from '../port.js';
import { memorySystemName } from './memory-system.js';

/** One replica of a connector's runtime, with what it told. */
export interface Replica {
  readonly kit: Kit;
  readonly told: Telling[];
  /** What was told, by type. */
  seen(): readonly NativeRecordSeen[];
  answers(): readonly NativeWriteAnswered[];
  scans(): readonly Message[];
  gone(): readonly RecordGone[];
  /** The ends of polls that were told. */
  ends(): readonly PollCompleted[];
  close(): Promise<void>;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const uncounted = {
  seen: () => {},
  polled: () => {},
  answered: () => {},
  retried: () => {},
  sought: () => {},
  beat: () => {},
};

/** A replica over a database and a system that others may share. */
export function replicaOf(database: Database, connection: Connection, system = memorySystemName): Replica {
  const told: Telling[] = [];
  const publisher = { publish: (out: readonly Telling[]) => Promise.resolve(void told.push(...out)) };
  const relay = new Relay({ database, publisher, log: silent });
  const kit: Kit = {
    system,
    database,
    relay,
    log: silent,
    metrics: uncounted,
    owner: `spec-${randomUUID()}`,
    connections: new Map([[connection.tenant, connection]]),
    seenBefore: new SeenBefore(),
    clock: systemClock,
  };
  const of = (type: Message['type']) => told.map(({ message }) => message).filter((message) => message.type === type);
  return {
    kit,
    told,
    seen: () => of('RecordSeen').map(({ data }) => data as NativeRecordSeen),
    answers: () => of('WriteAnswered').map(({ data }) => data as NativeWriteAnswered),
    scans: () => of('ScanCompleted'),
    gone: () => of('RecordGone').map(({ data }) => data as RecordGone),
    ends: () => of('PollCompleted').map(({ data }) => data as PollCompleted),
    close: () => relay.close(),
  };
}

let offset = 0;

/** Commands as the bus brings them; each batch stands where the last one ended. */
export function batchOf(commands: readonly NativeWriteRecord[], traceparent?: string): Batch {
  const topic = commandsNative(memorySystemName);
  const from = offset;
  const heard = commands.map((data) => ({
    topic,
    partition: 0,
    offset: offset++,
    key: 'k',
    ...(traceparent !== undefined && { traceparent }),
    message: { id: `c${offset}`, type: 'WriteRecord' as const, source: 'spec', subject: 's', data },
  }));
  return { heard, moves: [{ topic, partition: 0, from, next: offset }] };
}
