import type { TopicNeeded } from '@samsvar/contracts';

/** A topic stands with another number of partitions than the table says: keys would be spread anew. */
export class WrongPartitions extends Error {
  override readonly name = 'WrongPartitions';
}

/** A topic as Kafka shows it. */
export interface TopicFound {
  readonly name: string;
  readonly partitions: readonly unknown[];
}

/** What is needed and does not stand. */
export const missingOf = (names: readonly string[], found: readonly TopicFound[]): readonly string[] =>
  names.filter((name) => !found.some((one) => one.name === name));

/** Throws `WrongPartitions` where a topic that stands has another number of partitions than it needs. */
export function checkPartitions(needed: readonly TopicNeeded[], found: readonly TopicFound[]): void {
  const wrong = needed.flatMap(({ name, partitions }) => {
    const count = found.find((one) => one.name === name)?.partitions.length;
    return count === undefined || count === partitions ? [] : [`${name} (${count} instead of ${partitions})`];
  });
  if (wrong.length === 0) return;
  throw new WrongPartitions(
    `Topics stand with another number of partitions than Samsvar counts on: ${wrong.join(', ')}. Partitions decide ` +
      'where a key goes, so they are never changed in place: stop the services, let the topic drain, delete it, have ' +
      'it made again (by `topics` of link, `npm start` or its KafkaTopic), and start the services.',
  );
}
