import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is decided upon: tenants, links as they stand, records as last heard, who waits for whom, and what is due. */
export class Ledger1763900000002 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('create table tenant (id text primary key, state json not null)');
    await this.links(run);
    await this.records(run);
    await run.query(`
      create table reference_wait (
        target text collate "C" not null,
        link_id text collate "C" not null,
        field text not null,
        primary key (target, link_id, field)
      )`);
    await run.query(`
      create table due (
        tenant text not null,
        what text not null,
        at timestamptz not null default now(),
        primary key (tenant, what)
      )`);
  }

  private async links(run: QueryRunner): Promise<void> {
    await run.query(`
      create table link (
        id text collate "C" primary key,
        tenant text not null,
        kind text not null,
        category text not null,
        version integer not null,
        snapshot text not null,
        standing text not null,
        flows text[] not null,
        reasons json not null,
        linked boolean not null,
        lossy boolean not null,
        settled boolean not null,
        members json not null,
        reference text not null
      ) with (fillfactor = 70)`);
    await run.query('create index link_reference on link (reference)');
    await run.query(`create index link_standing on link (tenant, standing, id) where standing <> 'agree'`);
  }

  /**
   * A record's id is the rest of its key, behind tenant, system and resource. Match keys are indexed by a table of
   * their
   * own: thousands are looked up at once, which an index over arrays does by comparing each with all. A
   * word is the hash of a match key: half the size, and whoever reads it compares the keys themselves.
   */
  private async records(run: QueryRunner): Promise<void> {
    await run.query(`
      create table record (
        key text collate "C" not null,
        kind text not null,
        tenant text not null,
        system text not null,
        resource text not null,
        parent text,
        link_id text collate "C",
        matched boolean not null,
        ours boolean not null,
        gone boolean not null,
        revision bigint not null,
        category text not null,
        roles text[] not null,
        mapping text not null,
        reference text,
        match_keys text[] not null,
        problem json not null,
        "values" json not null,
        search text not null,
        primary key (key, kind)
      )`);
    await run.query(`
      create index record_unlinked on record (tenant, category, key)
      where link_id is null and not gone and system = 'powerofficego'`);
    await run.query(`
      create table record_match (
        word bigint not null,
        key text collate "C" not null,
        primary key (word, key)
      )`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop table due, reference_wait, record_match, record, link, tenant');
  }
}
