import { setTimeout as pause } from 'node:timers/promises';

/** A topic as Kafka shows it, with who leads each of its partitions: a number below 0 is nobody yet. */
export interface TopicLed {
  readonly name: string;
  readonly partitions: readonly { readonly leader: number }[];
}

const withinMs = 30_000;
const betweenMs = 100;

/**
 * Waits until topics that were just made stand with all their partitions led. kafkajs' own wait gives up at once where
 * a broker does not know a topic yet, as in the moment after one of the same name was deleted.
 */
export async function untilLed(look: () => Promise<readonly TopicLed[]>, names: readonly string[]): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      const found = await look();
      const isLed = (name: string) => {
        const partitions = found.find((one) => one.name === name)?.partitions ?? [];
        return partitions.length > 0 && partitions.every(({ leader }) => leader >= 0);
      };
      if (names.every(isLed)) return;
    } catch (error) {
      if (!(error as { readonly retriable?: boolean }).retriable || performance.now() > giveUpAt) throw error;
    }
    if (performance.now() > giveUpAt) throw new Error(`no broker leads these topics yet: ${names.join(', ')}`);
    await pause(betweenMs);
  }
}
