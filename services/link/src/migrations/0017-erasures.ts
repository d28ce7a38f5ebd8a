import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which records were erased, by whom, and how much that was: ids and counts, never a value. */
export class Erasures1765100000017 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table erasure (
        tenant text collate "C" not null,
        id text collate "C" not null,
        position bigserial not null,
        who text not null,
        at timestamptz not null default now(),
        links text[] not null,
        records text[] not null,
        removed json not null,
        topics_forget_at timestamptz not null,
        primary key (tenant, id)
      )`);
    await run.query('create index erasure_order on erasure (tenant, position)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table erasure');
  }
}
