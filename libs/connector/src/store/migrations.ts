import type { Migration } from '@samsvar/persistence';
import {
  historyMigration,
  leaseMigration,
  leaseWishMigration,
  outboxMigration,
  positionMigration,
} from '@samsvar/persistence';

interface Runner {
  query(text: string): Promise<unknown>;
}

/** A row per record last seen, a row per write asked of a member of a link, and the shared budgets. */
const connectorMigration: Migration = class Connector1763900000200 {
  async up(runner: Runner): Promise<void> {
    await runner.query(`
      create table record (
        key text collate "C" primary key,
        tenant text not null,
        resource text not null,
        row json not null
      )`);
    await runner.query(`
      create table attempt (
        link_id text collate "C" not null,
        resource text not null,
        n integer not null,
        tenant text not null,
        key text collate "C",
        reference text,
        bulk boolean not null,
        state text not null,
        command json,
        note json,
        withheld boolean not null default false,
        not_before timestamptz not null default now(),
        owner text,
        held_until timestamptz,
        primary key (link_id, resource)
      )`);
    await runner.query(`create index attempt_open_record on attempt (key) where state <> 'settled'`);
    await runner.query(`create index attempt_open_reference on attempt (reference) where state <> 'settled'`);
    await runner.query('create table budget (name text primary key, next_at timestamptz not null default now())');
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('drop table budget');
    await runner.query('drop table attempt');
    await runner.query('drop table record');
  }
};

/** Tickets are numbered from the database's clock on, which is more than an integer holds. */
const wideTicketMigration: Migration = class WideTickets1764200000400 {
  async up(runner: Runner): Promise<void> {
    await runner.query('alter table attempt alter column n type bigint');
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('alter table attempt alter column n type integer');
  }
};

/** When a row was last written and by which process, so that another forgets what it has met of that record. */
const writerMigration: Migration = class Writers1764000000100 {
  async up(runner: Runner): Promise<void> {
    await runner.query(
      'alter table record add column written_at timestamptz not null default clock_timestamp(), add column writer text',
    );
    await runner.query('create index record_written on record (tenant, resource, written_at)');
    await runner.query(`create index record_unfit on record (tenant, resource) where row -> 'problem' is not null`);
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('drop index record_unfit');
    await runner.query('drop index record_written');
    await runner.query('alter table record drop column written_at, drop column writer');
  }
};

/** Everything a connector keeps in its own schema. */
export const connectorMigrations: readonly Migration[] = [
  positionMigration,
  outboxMigration,
  leaseMigration,
  connectorMigration,
  leaseWishMigration,
  writerMigration,
  historyMigration,
  wideTicketMigration,
];
