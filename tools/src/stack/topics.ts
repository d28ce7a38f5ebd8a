/** Makes the topics that are missing, from the one table that defines them. */
export async function ensureAllTopics(brokers: string): Promise<void> {
  // libs/bus patches kafkajs when it is loaded, so it is loaded only where a broker is talked to.
  const { ensureTopics } = (await import('@samsvar/bus')) as unknown as {
    ensureTopics(brokers: string): Promise<void>;
  };
  await ensureTopics(brokers);
}
