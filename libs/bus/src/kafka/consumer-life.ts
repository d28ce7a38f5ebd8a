import type { TopicId } from '@samsvar/contracts';
import type { Kafka, Producer } from 'kafkajs';
import { Postponed } from '../failures.js';
import type { BusLog } from '../port.js';

export interface ConsumerOptions {
  readonly kafka: Kafka;
  readonly producer: Producer;
  readonly log: BusLog;
  readonly names: ReadonlyMap<TopicId, string>;
  /** How long a consumer may hear nothing; a minute unless told otherwise. */
  readonly deafAfterMs?: number;
  /** What becomes of a process whose consumer is gone; it ends unless told otherwise. */
  readonly endProcess?: typeof endWithoutConsumer;
}

const heartbeatEveryMs = 2_000;

/** Waits for the work while telling the group that we are alive; a lost membership ends the wait, not the work. */
export async function beating(heartbeat: () => Promise<void>, work: Promise<void>): Promise<void> {
  let stop: (() => void) | undefined;
  const lost = new Promise<never>((_, reject) => {
    const timer = setInterval(() => heartbeat().catch(reject), heartbeatEveryMs);
    stop = () => clearInterval(timer);
  });
  try {
    await Promise.race([work, lost]);
  } finally {
    stop?.();
  }
}

/** That the work was postponed; whatever else is thrown goes on its way. */
export const postponement = (work: Promise<void>): Promise<Postponed | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Postponed) return error;
      throw error;
    },
  );

/**
 * kafkajs goes on without a consumer after an error it does not hold for temporary. A service that hears nothing had
 * better end, so that whoever watches it starts another: nobody catches this.
 */
export function endWithoutConsumer({ error, groupId }: { readonly error: Error; readonly groupId: string }): void {
  setImmediate(() => {
    throw new Error(`the consumer of ${groupId} ended for good: ${error.message}`, { cause: error });
  });
}

/** Asks the broker something over a connection that nobody else uses. */
export async function askBroker(kafka: Kafka): Promise<void> {
  const admin = kafka.admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}
