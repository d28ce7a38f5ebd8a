import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace of what was last heard of a link: a write that waits for the end of a poll goes on in it. */
export class Traces1765000000016 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('alter table link add column traceparent text');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('alter table link drop column traceparent');
  }
}
