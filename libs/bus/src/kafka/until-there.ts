import { setTimeout as pause } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { BusLog } from '../port.js';

const betweenMs = 1_000;

/** Who waits: told what is missing, and asked whether it is still worth it. */
export interface Waiting {
  readonly log: BusLog;
  readonly isWanted: () => boolean;
}

/** Waits until topics stand, since whoever makes them may start beside whoever hears them; says which are missing. */
export async function untilThere(kafka: Kafka, names: readonly string[], { log, isWanted }: Waiting): Promise<void> {
  let said = '';
  for (;;) {
    const missing = (await missingOf(kafka, names)).join(', ');
    if (missing === '') return;
    if (!isWanted()) throw new Error('stopped before its topics were there');
    if (missing !== said) log.warn('topics are not there yet: make them with `topics` of link', { topics: missing });
    said = missing;
    await pause(betweenMs);
  }
}

async function missingOf(kafka: Kafka, names: readonly string[]): Promise<readonly string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const there = new Set(await admin.listTopics());
    return names.filter((name) => !there.has(name));
  } finally {
    await admin.disconnect();
  }
}
