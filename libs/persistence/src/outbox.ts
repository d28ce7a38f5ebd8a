import type { Message, TopicId } from '@samsvar/contracts';
import { envelopeText, messageIn } from '@samsvar/contracts';
import { Columns } from './columns.js';
import type { Migration, Sql } from './database.js';

/** A message to be told once its transaction is committed; the shape of the bus's own `Outgoing`. */
export interface Telling {
  readonly topic: TopicId;
  readonly key: string;
  readonly message: Message;
  readonly traceparent?: string;
}

/** A telling that was stored, by its number, with the text of its message as it will be told. */
export interface StoredTelling extends Telling {
  readonly id: string;
  readonly text: string;
}

/** Stores what is to be told, in the transaction that makes it true (Inv 2); one statement however many. */
export async function putOutbox(sql: Sql, out: readonly Telling[]): Promise<readonly StoredTelling[]> {
  if (out.length === 0) return [];
  const texts = out.map(({ message }) => envelopeText(message));
  const of = new Columns(out.map((one, index) => ({ ...one, text: texts[index]! })));
  const topic = of.text((one) => one.topic);
  const key = of.text((one) => one.key);
  const envelope = of.said((one) => one.text);
  const traceparent = of.text((one) => one.traceparent);
  const rows = await sql.query<{ id: string }>(
    `insert into outbox (topic, key, envelope, traceparent)
     select * from unnest(${topic}, ${key}, ${envelope}, ${traceparent}) returning id`,
    of.parameters,
  );
  return rows.map(({ id }, index) => ({ ...out[index]!, id, text: texts[index]! }));
}

/**
 * What an earlier run, or a telling that failed, left untold for longer than `olderThanMs`, in order. Locked until the
 * transaction ends, and for one process at a time: two that skipped each other's rows would tell them out of order.
 */
export async function leftovers(sql: Sql, olderThanMs: number, limit: number): Promise<readonly StoredTelling[]> {
  const turn = await sql.query<{ mine: boolean }>(
    `select pg_try_advisory_xact_lock(hashtext(current_schema() || '/outbox')) as mine`,
  );
  if (!turn[0]?.mine) return [];
  const rows = await sql.query<Row>(
    `select id, topic, key, envelope as text, traceparent from outbox
     where at <= clock_timestamp() - $1 * interval '1 millisecond'
     order by id limit $2 for update skip locked`,
    [olderThanMs, limit],
  );
  return rows.map(({ traceparent, ...row }) => ({
    ...row,
    message: messageIn(JSON.parse(row.text) as Parameters<typeof messageIn>[0])!,
    ...(traceparent !== null && { traceparent }),
  }));
}

interface Row {
  readonly id: string;
  readonly topic: TopicId;
  readonly key: string;
  readonly text: string;
  readonly traceparent: string | null;
}

/** Which of these nobody has told yet, in their order; locked, so that nobody else tells them now. */
export async function stillUntold(sql: Sql, some: readonly StoredTelling[]): Promise<readonly StoredTelling[]> {
  const rows = await sql.query<{ id: string }>(
    'select id from outbox where id = any($1::bigint[]) for update skip locked',
    [some.map(({ id }) => id)],
  );
  const untold = new Set(rows.map(({ id }) => id));
  return some.filter(({ id }) => untold.has(id));
}

/** Forgets what was told. */
export const forget = (sql: Sql, told: readonly StoredTelling[]): Promise<unknown> =>
  sql.query('delete from outbox where id = any($1::bigint[])', [told.map(({ id }) => id)]);

/** How much is stored and not told, and for how long the oldest has been waiting. */
export async function outboxState(sql: Sql): Promise<{ readonly pending: number; readonly oldestMs: number }> {
  const [row] = await sql.query<{ pending: string; oldest: string | null }>(
    `select count(*) as pending, extract(epoch from clock_timestamp() - min(at)) * 1000 as oldest from outbox`,
  );
  return { pending: Number(row?.pending ?? 0), oldestMs: Math.max(Number(row?.oldest ?? 0), 0) };
}

export const outboxMigration: Migration = class Outbox1763900000101 {
  async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query(`
      create table outbox (
        id bigserial primary key,
        topic text not null,
        key text not null,
        envelope text not null,
        traceparent text,
        at timestamptz not null default clock_timestamp()
      )`);
  }

  async down(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query('drop table outbox');
  }
};
