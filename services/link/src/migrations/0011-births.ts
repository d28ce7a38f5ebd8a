import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an unlink, a deletion or a change of category left behind in the HRM never founds a link. Whoever is asked about
 * waits for the answer, which is found by the candidate.
 */
export class Births1764100000011 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table record add column left_behind boolean not null default false');
    await run.query(`
      insert into reference_wait (target, link_id, field)
      select candidate, id, 'proposal'
      from link, json_array_elements_text(snapshot::json -> 'proposal' -> 'candidates') as candidate
      where standing = 'waiting' and json_typeof(snapshot::json -> 'proposal') = 'object'
      on conflict do nothing`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`delete from reference_wait where field = 'proposal'`);
    await run.query('alter table record drop column left_behind');
  }
}
