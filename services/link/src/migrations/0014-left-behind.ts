import type { MigrationInterface, QueryRunner } from 'typeorm';

/** HRM records that an ended link left behind know which one it was. */
export class LeftBehind1764100000014 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table record add column left_by text collate "C"');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table record drop column left_by');
  }
}
