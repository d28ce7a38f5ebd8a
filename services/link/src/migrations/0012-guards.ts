import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is due of a tenant has one name, whatever it is about: a first meeting, the end of a poll, a decision. Links of
 * a tenant in first contact say what is planned for them.
 */
export class Guards1764900000012 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`delete from due where what <> 'meet'`);
    await run.query(`update due set what = 'go on'`);
    await run.query('alter table link add column planned text');
    await run.query('create index link_planned on link (tenant, id) where planned is not null');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table link drop column planned');
    await run.query(`update due set what = 'meet' where what = 'go on'`);
  }
}
