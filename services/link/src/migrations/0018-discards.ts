import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A dead message may be discarded; what was done about one before was a replay. */
export class Discards1765200000018 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table dead_replay add column deed text not null default 'replay'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table dead_replay drop column deed');
  }
}
