import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';

const { AssignerProtocol, Kafka, logLevel } = kafkajs;

/** One question to a cluster, over a connection of its own that is closed again; by default fails rather than retry. */
async function ask<T>(brokers: string, question: (admin: Admin) => Promise<T>, retries = 0): Promise<T> {
  const kafka = new Kafka({
    clientId: 'samsvar-tools',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    retry: { retries, initialRetryTime: 50, maxRetryTime: 400 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await question(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** Whether a broker answers for its cluster. */
export async function answers(brokers: string): Promise<boolean> {
  return ask(brokers, async (admin) => (await admin.describeCluster()).brokers.length > 0).catch(() => false);
}

/** Asks for a group's offsets, which makes a new broker set up its group coordinator before anybody waits for it. */
export async function warmUp(brokers: string): Promise<true> {
  await ask(brokers, (admin) => admin.fetchOffsets({ groupId: 'samsvar-warm-up', topics: [] }), 10);
  return true;
}

/** Deletes every topic there is but Kafka's own, with all that is in them; resolves when they are gone. */
export async function loseTopics(brokers: string): Promise<readonly string[]> {
  return ask(
    brokers,
    async (admin) => {
      const ours = async () => (await admin.listTopics()).filter((name) => !name.startsWith('__'));
      const topics = await ours();
      await admin.deleteTopics({ topics });
      while ((await ours()).length > 0) await pause(100);
      return topics;
    },
    10,
  );
}

/** How many partitions each member of a group has, the most first; nothing while they are dealt out anew. */
export async function sharesOf(brokers: string, group: string): Promise<readonly number[]> {
  const { groups } = await ask(brokers, (admin) => admin.describeGroups([group]), 5);
  const [found] = groups;
  if (found?.state !== 'Stable') return [];
  return found.members
    .map(({ memberAssignment }) => AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {})
    .map((assignment) => Object.values(assignment).flat().length)
    .sort((a, b) => b - a);
}
