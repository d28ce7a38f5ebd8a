import { ensureTopics } from '@samsvar/bus';

/** Makes the topics that are missing, from the one table that defines them. */
export async function ensureAllTopics(brokers: string): Promise<void> {
  await ensureTopics(brokers.split(','), { replicas: 1 });
}
