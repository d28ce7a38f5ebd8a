import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is due of a tenant has one name, whatever it is about: a first meeting, the end of a poll, a decision. */
export class Guards1764900000012 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`delete from due where what <> 'meet'`);
    await run.query(`update due set what = 'go on'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`update due set what = 'meet' where what = 'go on'`);
  }
}
