import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What audits found, how far each came, and since when a link stands as it does. */
export class Audit1765000000015 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`
      create table audit_finding (
        tenant text not null,
        key text collate "C" not null,
        code text not null,
        fields text[] not null,
        at timestamptz not null default now(),
        primary key (tenant, key)
      )`);
    await run.query(`
      create table audit_pass (
        tenant text not null,
        name text not null,
        records bigint not null,
        begun_at timestamptz not null default now(),
        last_at timestamptz not null default now(),
        primary key (tenant, name)
      )`);
    await run.query('alter table link add column standing_since timestamptz not null default now()');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table link drop column standing_since');
    await run.query('drop table audit_pass, audit_finding');
  }
}
