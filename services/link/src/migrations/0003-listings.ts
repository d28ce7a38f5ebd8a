import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the API lists has its index: records without a link of either system (those that are only in the HRM too), and
 * the events of one tenant in their order, so that a quiet tenant's are not looked for among everybody's.
 */
export class Listings1764000000003 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('drop index record_unlinked');
    await run.query(`
      create index record_unlinked on record (tenant, system, category, key) where link_id is null and not gone`);
    await run.query('drop index event_order');
    await run.query('drop index event_position');
    await run.query('create index event_order on event (tenant, position)');
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index event_order');
    await run.query('create index event_order on event (xid, position)');
    await run.query('create unique index event_position on event (position)');
    await run.query('drop index record_unlinked');
    await run.query(`
      create index record_unlinked on record (tenant, category, key)
      where link_id is null and not gone and system = 'powerofficego'`);
  }
}
