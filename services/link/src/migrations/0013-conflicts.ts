import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Timers about single things beside those about a tenant; the stamps of records as last heard, by which `latest`
 * decides;
 * which links have a conflict that waits for a person; and which dead messages were replayed, by whom.
 */
export class Conflicts1764900000013 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table due add column about text collate "C" not null default ''`);
    await run.query('alter table due drop constraint due_pkey, add primary key (tenant, what, about)');
    await run.query('create index due_order on due (tenant, at)');
    await run.query(`alter table record add column stamps json not null default '{}'`);
    await run.query(`alter table link add column open_units text[] not null default '{}'`);
    await run.query(`create index link_open on link (tenant, id) where open_units <> '{}'`);
    await run.query(`
      create table dead_replay (
        topic text not null,
        place bigint not null,
        at timestamptz not null default now(),
        who text not null,
        why text not null,
        request text not null,
        primary key (topic, place)
      )`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table dead_replay');
    await run.query('alter table link drop column open_units');
    await run.query('alter table record drop column stamps');
    await run.query('drop index due_order');
    await run.query(`delete from due where about <> ''`);
    await run.query('alter table due drop constraint due_pkey, add primary key (tenant, what)');
    await run.query('alter table due drop column about');
  }
}
