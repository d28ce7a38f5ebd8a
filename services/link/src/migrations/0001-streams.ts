import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The truth: one stream of events per link. `position` numbers them over all streams; `xid` is the transaction that
 * stored them, so that readers can stop below the oldest one that is still running (a number taken early may be
 * committed late). JSON is kept as plain text: it is only ever read whole, and PostgreSQL need not look through it.
 */
export class Streams1763900000001 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table event (
        stream text collate "C" not null,
        version integer not null,
        position bigserial not null,
        xid xid8 not null default pg_current_xact_id(),
        tenant text not null,
        type text not null,
        data text not null,
        at timestamptz not null default now(),
        primary key (stream, version)
      )`);
    await run.query('create index event_order on event (xid, position)');
    await run.query('create unique index event_position on event (position)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table event');
  }
}
