import type { DeadLetters, DeadMessage } from '@samsvar/bus';
import type { By, Message, TopicId } from '@samsvar/contracts';
import { messageId, TenantId, topics } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import type { Out } from '@samsvar/sync';
import type { Desk } from '../commit.js';
import { commit } from '../commit.js';
import { keyUsedBefore, notFound } from './problem.js';

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
  /** Who had it replayed, and why. */
  readonly replayed: { readonly at: string; readonly who: string; readonly why: string } | null;
}

/** So many of each topic are looked at; the newest. */
export const deadMost = 1_000;
export const allTopics = Object.keys(topics) as readonly TopicId[];

/** What is wanted of dead messages. */
export interface DeadQuery {
  readonly topics: readonly TopicId[];
  readonly tenant?: string | undefined;
  readonly limit: number;
}

/** Dead messages, the newest first. */
export async function listDead(
  queries: Sql,
  letters: DeadLetters,
  { topics: wanted, tenant, limit }: DeadQuery,
): Promise<readonly DeadShown[]> {
  const dead = await letters.list(wanted, deadMost);
  const fitting = dead.filter((one) => tenant === undefined || tenantIn(one) === tenant);
  const newest = fitting.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : b.place - a.place)).slice(0, limit);
  const replays = await replaysOf(queries, wanted);
  return newest.map((one) => shown(one, replays.get(placeOf(one))));
}

/** One dead message with what it says, byte for byte as far as that is text. */
export async function findDead(queries: Sql, letters: DeadLetters, topic: TopicId, place: number) {
  const one = (await letters.list([topic], deadMost)).find((dead) => dead.place === place);
  if (!one) throw noSuch(topic, place);
  const replays = await replaysOf(queries, [topic]);
  return { ...shown(one, replays.get(placeOf(one))), key: one.key, text: one.value?.toString('utf8') ?? null };
}

/** A person has dead messages replayed. */
export interface Replay {
  /** The key of the request: a retry sends the same. */
  readonly id: string;
  readonly by: By;
  readonly topic: TopicId;
  /** One of them; all that were not replayed yet without it. */
  readonly place?: number;
}

/**
 * Puts dead messages back on their topic, each once, and notes by whom. A retry of the request is answered as before. A
 * crash in between may put them there twice, which harms nobody: whoever hears them knows what it has heard (Inv 3).
 */
export async function replayDead(desk: Desk, letters: DeadLetters, replay: Replay): Promise<readonly number[]> {
  const { topic, place, id } = replay;
  let places = await replayedBy(desk.database, id, replay);
  if (places.length > 0) return places;
  const dead = (await letters.list([topic], deadMost)).filter((one) => place === undefined || one.place === place);
  if (place !== undefined && dead.length === 0) throw noSuch(topic, place);
  await commit(desk, async (sql) => {
    places = await note(sql, replay, dead);
    const chosen = dead.filter((one) => places.includes(one.place));
    await letters.replay(chosen);
    return [{ out: told(replay, chosen), changedLinks: 0, nearLoops: 0 }];
  });
  return places;
}

async function replayedBy(queries: Sql, id: string, { topic, place }: Replay): Promise<readonly number[]> {
  const rows = await queries.query<{ topic: string; place: string }>(
    'select topic, place from dead_replay where request = $1 order by place',
    [id],
  );
  const isOther = (row: { topic: string; place: string }) =>
    row.topic !== topic || (place !== undefined && Number(row.place) !== place);
  if (rows.some(isOther)) throw keyUsedBefore(id);
  return rows.map((row) => Number(row.place));
}

/** Those of them that nobody has had replayed yet. */
async function note(sql: Sql, { id, by, topic }: Replay, dead: readonly DeadMessage[]): Promise<readonly number[]> {
  if (dead.length === 0) return [];
  const rows = await sql.query<{ place: string }>(
    `insert into dead_replay (topic, place, who, why, request)
     select $1, place, $3, $4, $5 from unnest($2::bigint[]) as dead(place)
     on conflict (topic, place) do nothing returning place`,
    [topic, dead.map(({ place }) => place), by.who, by.why, id],
  );
  return rows.map(({ place }) => Number(place)).sort((a, b) => a - b);
}

/** Told for each tenant it concerns, by place: what the messages say stays where it is. */
function told({ id, by, topic }: Replay, dead: readonly DeadMessage[]): readonly Out[] {
  const byTenant = Map.groupBy(dead, tenantIn);
  return [...byTenant].flatMap(([tenant, members]) => {
    if (tenant === null) return [];
    const about = members.map(({ place }) => `${topic}/${place}`);
    const message: Message = {
      id: messageId('replay', tenant, id),
      type: 'OperatorDecided',
      source: 'link',
      subject: tenant,
      data: { tenant, decision: 'replay', ...by, about },
    };
    return [{ topic: 'operator' as const, key: tenant, message }];
  });
}

async function replaysOf(queries: Sql, wanted: readonly TopicId[]) {
  const rows = await queries.query<{ topic: TopicId; place: string; at: Date; who: string; why: string }>(
    'select topic, place, at, who, why from dead_replay where topic = any($1)',
    [[...wanted]],
  );
  return new Map(rows.map(({ at, who, why, ...row }) => [placeOf(row), { at: at.toISOString(), who, why }]));
}

const placeOf = ({ topic, place }: { topic: string; place: number | string }): string => `${topic}/${place}`;

function shown(dead: DeadMessage, replayed: DeadShown['replayed'] | undefined): DeadShown {
  const { topic, place, partition, offset, reason, at } = dead;
  const tenant = tenantIn(dead);
  return { topic, place, partition, offset, tenant, class: dead.class, reason, at, replayed: replayed ?? null };
}

/** Every key begins with its tenant (contracts.md 2); that of a message nobody knows may not. */
function tenantIn({ key }: DeadMessage): string | null {
  const { data } = TenantId.safeParse(key.split('/')[0]);
  return data ?? null;
}

const noSuch = (topic: string, place: number) =>
  notFound('dead-message', `No dead message of ${topic} has place ${place} among its newest ${deadMost}.`);
