import type { DeadFrom, DeadLetters, DeadMessage } from '@samsvar/bus';
import type { Message, TopicId } from '@samsvar/contracts';
import { messageId, TenantId, topics } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import type { Out } from '@samsvar/sync';
import type { Desk } from '../commit.js';
import { commit } from '../commit.js';
import { type Deed, nameOf, note, oldestOpen, type Order, type Settled, settledBy, settledOf } from './dead-settled.js';
import { notFound } from './problem.js';

/** A dead message in a list: where it lies, when it was put there and why; nothing of what it says. */
export interface DeadShown {
  readonly topic: TopicId;
  readonly place: number;
  /** Where it was met on its own topic. */
  readonly partition: number;
  readonly offset: number;
  /** The tenant its key names, where it names one. */
  readonly tenant: string | null;
  readonly class: DeadMessage['class'];
  readonly reason: string;
  readonly at: string;
  /** Who settled it, and why; null for both while it is open. */
  readonly replayed: Omit<Settled, 'deed'> | null;
  readonly discarded: Omit<Settled, 'deed'> | null;
}

/** So many of each topic are looked at, and settled, at once. */
export const deadMost = 1_000;
export const allTopics = Object.keys(topics) as readonly TopicId[];

/** What is wanted of dead messages. */
export interface DeadQuery {
  readonly topics: readonly TopicId[];
  readonly tenant?: string | undefined;
  /** From this place on; without it from the oldest that is open. */
  readonly from?: number | undefined;
  readonly limit: number;
}

export interface DeadPage {
  readonly items: readonly DeadShown[];
  /** Given as `from`, brings the next page of a topic that is listed alone; null at the end. */
  readonly next: number | null;
}

/** Dead messages, the oldest first. A page that is narrowed to a tenant may be empty and still have a next one. */
export async function listDead(queries: Sql, letters: DeadLetters, query: DeadQuery): Promise<DeadPage> {
  const { topics: wanted, tenant, from, limit } = query;
  const extents = await letters.extents(wanted);
  const begins = extents.map(({ topic, first }): DeadFrom => ({ topic, from: from ?? first }));
  const parts = from === undefined ? await oldestOpen(queries, extents) : begins;
  const dead = await letters.list(parts, deadMost);
  const fitting = dead.filter((one) => tenant === undefined || tenantIn(one) === tenant).sort(byAge);
  const chosen = fitting.slice(0, limit);
  const settled = await settledOf(queries, wanted);
  const seen = fitting.length > limit ? chosen.at(-1) : dead.at(-1);
  const isMore = wanted.length === 1 && seen !== undefined && seen.place + 1 < extents[0]!.next;
  return {
    items: chosen.map((one) => shown(one, settled.get(nameOf(one)))),
    next: isMore ? seen.place + 1 : null,
  };
}

/** One dead message with what it says, byte for byte as far as that is text. */
export async function findDead(queries: Sql, letters: DeadLetters, topic: TopicId, place: number) {
  const one = await deadAt(letters, topic, place);
  const settled = await settledOf(queries, [topic]);
  return { ...shown(one, settled.get(nameOf(one))), key: one.key, text: one.value?.toString('utf8') ?? null };
}

async function deadAt(letters: DeadLetters, topic: TopicId, place: number): Promise<DeadMessage> {
  const [one] = await letters.list([{ topic, from: place }], 1);
  if (one?.place === place) return one;
  throw notFound('dead-message', `No dead message of ${topic} has place ${place}, or its topic has forgotten it.`);
}

/**
 * Settles dead messages, each once, and notes by whom: one, or the oldest that are open, so that asking again reaches
 * all of them. A retry of the request is answered as before. A crash in between may put them back on their topic twice,
 * which harms nobody: whoever hears them knows what it has heard (Inv 3). What is discarded stays where it lies until
 * its topic forgets it.
 */
export async function settleDead(desk: Desk, letters: DeadLetters, order: Order): Promise<readonly number[]> {
  const { deed, topic, place } = order;
  let places = await settledBy(desk.database, order);
  if (places.length > 0) return places;
  const dead = place === undefined ? await openOf(desk, letters, topic) : [await deadAt(letters, topic, place)];
  await commit(desk, async (sql) => {
    places = await note(sql, order, dead);
    const chosen = dead.filter((one) => places.includes(one.place));
    if (deed === 'replay') await letters.replay(chosen);
    return [{ out: told(order, chosen), changedLinks: 0, nearLoops: 0 }];
  });
  return places;
}

/** From the oldest that is open on. */
async function openOf(desk: Desk, letters: DeadLetters, topic: TopicId): Promise<readonly DeadMessage[]> {
  return letters.list(await oldestOpen(desk.database, await letters.extents([topic])), deadMost);
}

/** Told for each tenant it concerns, by place: what the messages say stays where it is. */
function told({ deed, id, by, topic }: Order, dead: readonly DeadMessage[]): readonly Out[] {
  const byTenant = Map.groupBy(dead, tenantIn);
  return [...byTenant].flatMap(([tenant, members]) => {
    if (tenant === null) return [];
    const about = members.map(({ place }) => `${topic}/${place}`);
    const message: Message = {
      id: messageId(deed, tenant, id),
      type: 'OperatorDecided',
      source: 'link',
      subject: tenant,
      data: { tenant, decision: deed, ...by, about },
    };
    return [{ topic: 'operator' as const, key: tenant, message }];
  });
}

/** Of one topic by place, which no clock has a say in; of several by when they were put there. */
const byAge = (a: DeadMessage, b: DeadMessage): number =>
  a.topic === b.topic ? a.place - b.place : a.at < b.at ? -1 : a.at > b.at ? 1 : a.topic < b.topic ? -1 : 1;

function shown(dead: DeadMessage, settled: Settled | undefined): DeadShown {
  const { topic, place, partition, offset, reason, at } = dead;
  const tenant = tenantIn(dead);
  const by = (deed: Deed) => (settled?.deed === deed ? { at: settled.at, who: settled.who, why: settled.why } : null);
  const done = { replayed: by('replay'), discarded: by('discard') };
  return { topic, place, partition, offset, tenant, class: dead.class, reason, at, ...done };
}

/** Every key begins with its tenant (contracts.md 2); that of a message nobody knows may not. */
function tenantIn({ key }: DeadMessage): string | null {
  const { data } = TenantId.safeParse(key.split('/')[0]);
  return data ?? null;
}
