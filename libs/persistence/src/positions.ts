import type { TopicId } from '@samsvar/contracts';
import type { Migration, Sql } from './database.js';

/** How far a partition moves; the shape of the bus's own `Move`. */
export interface PositionMove {
  readonly topic: TopicId;
  readonly partition: number;
  readonly from: number;
  readonly next: number;
}

/** The position was moved by another: this process has lost the partition, or has already handled the batch. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/**
 * Moves a group's partitions in the transaction of a batch's effects (Inv 2), each only from where it is expected to
 * stand, which fences a zombie: its transaction fails as a whole (Inv 6). A partition never moved before takes what it
 * is given.
 */
export async function movePositions(sql: Sql, group: string, moves: readonly PositionMove[]): Promise<void> {
  if (moves.length === 0) return;
  const moved = await sql.query(
    `insert into position as p ("group", topic, partition, next_offset)
     select $1, topic, partition, next
     from unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[]) as m (topic, partition, at, next)
     on conflict ("group", topic, partition) do update set next_offset = excluded.next_offset
     where p.next_offset = (
       select at from unnest($2::text[], $3::int[], $4::bigint[]) as m (topic, partition, at)
       where m.topic = excluded.topic and m.partition = excluded.partition)
     returning 1`,
    [
      group,
      moves.map(({ topic }) => topic),
      moves.map(({ partition }) => partition),
      moves.map(({ from }) => from),
      moves.map(({ next }) => next),
    ],
  );
  if (moved.length !== moves.length) throw fenced(group, moves.length - moved.length, moves);
}

/**
 * Keeps a group's partitions where they are expected until the transaction ends, and fails as `movePositions` would
 * where one stands elsewhere: for effects that are stored before their batch has moved.
 */
export async function holdPositions(sql: Sql, group: string, moves: readonly PositionMove[]): Promise<void> {
  const standing = await sql.query<{ topic: TopicId; partition: number; next_offset: string }>(
    `select p.topic, p.partition, p.next_offset
     from position p join unnest($2::text[], $3::int[]) as m (topic, partition) using (topic, partition)
     where p."group" = $1 order by p.topic, p.partition for update of p`,
    [group, moves.map(({ topic }) => topic), moves.map(({ partition }) => partition)],
  );
  const elsewhere = standing.filter(({ topic, partition, next_offset }) => {
    const move = moves.find((one) => one.topic === topic && one.partition === partition);
    return move?.from !== Number(next_offset);
  });
  if (elsewhere.length > 0) throw fenced(group, elsewhere.length, moves);
}

const fenced = (group: string, count: number, moves: readonly PositionMove[]) =>
  new Fenced(`${count} of ${moves.length} partitions of ${group} were moved by another`);

/** Where a group stands in the database; partitions never moved are absent. */
export async function loadPositions(
  sql: Sql,
  group: string,
  topics: readonly TopicId[],
): Promise<readonly { topic: TopicId; partition: number; next: number }[]> {
  const rows = await sql.query<{ topic: TopicId; partition: number; next_offset: string }>(
    'select topic, partition, next_offset from position where "group" = $1 and topic = any($2)',
    [group, topics],
  );
  return rows.map(({ topic, partition, next_offset }) => ({ topic, partition, next: Number(next_offset) }));
}

export const positionMigration: Migration = class Positions1763900000100 {
  async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query(`
      create table position (
        "group" text not null,
        topic text not null,
        partition integer not null,
        next_offset bigint not null,
        primary key ("group", topic, partition)
      ) with (fillfactor = 50)`);
  }

  async down(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('drop table position');
  }
};
