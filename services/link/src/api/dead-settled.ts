import type { DeadFrom, DeadMessage, Extent } from '@samsvar/bus';
import type { By, TopicId } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import { keyUsedBefore } from './problem.js';

/** What settles a dead message: it is put back on its topic, or it is to be forgotten. */
export type Deed = 'replay' | 'discard';

/** A person settles dead messages. */
export interface Order {
  readonly deed: Deed;
  /** The key of the request: a retry sends the same. */
  readonly id: string;
  readonly by: By;
  readonly topic: TopicId;
  /** One of them; without it the oldest that are open. */
  readonly place?: number;
}

/** Who settled a dead message, and why. */
export interface Settled {
  readonly deed: Deed;
  readonly at: string;
  readonly who: string;
  readonly why: string;
}

/** Those dead topics on which something is open, from the oldest that is. */
export async function oldestOpen(queries: Sql, extents: readonly Extent[]): Promise<readonly DeadFrom[]> {
  const rows = await queries.query<{ topic: TopicId; place: string }>(
    `select topic, (select min(candidate) from (
         select first as candidate
         union all select place + 1 from dead_replay where topic = at.topic and place >= first) candidates
       where not exists (select from dead_replay where topic = at.topic and place = candidate)) as place
     from unnest($1::text[], $2::bigint[]) as at (topic, first)`,
    [extents.map(({ topic }) => topic), extents.map(({ first }) => first)],
  );
  const ends = new Map(extents.map(({ topic, next }) => [topic, next]));
  return rows
    .map(({ topic, place }) => ({ topic, from: Number(place) }))
    .filter(({ topic, from }) => from < ends.get(topic)!);
}

/** What a request did before, where it is one again. */
export async function settledBy(queries: Sql, { deed, id, topic, place }: Order): Promise<readonly number[]> {
  const rows = await queries.query<{ deed: Deed; topic: string; place: string }>(
    'select deed, topic, place from dead_replay where request = $1 order by place',
    [id],
  );
  const isOther = (row: { deed: Deed; topic: string; place: string }) =>
    row.deed !== deed || row.topic !== topic || (place !== undefined && Number(row.place) !== place);
  if (rows.some(isOther)) throw keyUsedBefore(id);
  return rows.map((row) => Number(row.place));
}

/** Notes it, and says which of them were open. */
export async function note(
  sql: Sql,
  { deed, id, by, topic }: Order,
  dead: readonly DeadMessage[],
): Promise<readonly number[]> {
  if (dead.length === 0) return [];
  const rows = await sql.query<{ place: string }>(
    `insert into dead_replay (topic, place, who, why, request, deed)
     select $1, place, $3, $4, $5, $6 from unnest($2::bigint[]) as dead(place)
     on conflict (topic, place) do nothing returning place`,
    [topic, dead.map(({ place }) => place), by.who, by.why, id, deed],
  );
  return rows.map(({ place }) => Number(place)).sort((a, b) => a - b);
}

/** What was done about dead messages, by where they lie. */
export async function settledOf(queries: Sql, wanted: readonly TopicId[]): Promise<ReadonlyMap<string, Settled>> {
  const rows = await queries.query<Omit<Settled, 'at'> & { topic: TopicId; place: string; at: Date }>(
    'select deed, topic, place, at, who, why from dead_replay where topic = any($1)',
    [[...wanted]],
  );
  return new Map(
    rows.map(({ topic, place, at, ...by }) => [nameOf({ topic, place }), { at: at.toISOString(), ...by }]),
  );
}

/** A dead message is named by its topic and its place. */
export const nameOf = ({ topic, place }: { topic: string; place: number | string }): string => `${topic}/${place}`;
