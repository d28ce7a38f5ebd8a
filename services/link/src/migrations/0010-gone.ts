import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which members of a link are gone: nobody can refer to them. Links stored before have none. */
export class Gone1764100000010 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table link add column gone json not null default '[]'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table link drop column gone');
  }
}
