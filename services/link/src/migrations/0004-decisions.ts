import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people decided, by the key of their request: a retry is answered as the first time and changes nothing. `body`
 * is the fingerprint of what was asked.
 */
export class Decisions1764100000004 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table decision (
        tenant text collate "C" not null,
        id text collate "C" not null,
        position bigserial not null,
        body text not null,
        type text not null,
        who text not null,
        why text not null,
        decision json not null,
        links text[] not null,
        at timestamptz not null default now(),
        primary key (tenant, id)
      )`);
    await run.query('create index decision_order on decision (tenant, position)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table decision');
  }
}
