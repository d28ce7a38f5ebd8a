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

/**
 * Who may be gone, and how far that is proven: it outlives restarts and is shared by all replicas. Which records are
 * known to be there can be told without reading their rows.
 */
const suspectMigration: Migration = class Suspects1764100000400 {
  async up(runner: Runner): Promise<void> {
    await runner.query(`alter table record add column gone boolean not null default false`);
    await runner.query(`alter table record add column roles text not null default ''`);
    await runner.query(`
      update record set gone = coalesce((row ->> 'gone')::boolean, false),
        roles = coalesce(
          (select string_agg(role, ',') from json_array_elements_text(row -> 'values' -> 'roles') role), '')`);
    await runner.query('create index record_living on record (tenant, resource, key) where not gone');
    await runner.query(`
      create table suspect (
        key text collate "C" not null,
        role text not null default '',
        tenant text not null,
        resource text not null,
        missed_at timestamptz,
        read_at timestamptz,
        revision bigint,
        primary key (key, role)
      )`);
    await runner.query('create index suspect_of on suspect (tenant, resource)');
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('drop table suspect');
    await runner.query('drop index record_living');
    await runner.query('alter table record drop column roles');
    await runner.query('alter table record drop column gone');
  }
};

/** The trace of what a write was asked for; its answer goes on in it, also after a restart. */
const traceMigration: Migration = class Traces1764300000100 {
  async up(runner: Runner): Promise<void> {
    await runner.query('alter table attempt add column traceparent text');
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('alter table attempt drop column traceparent');
  }
};

/** What was born of us is found by our reference, for who asks to have it made again. */
const bearerMigration: Migration = class Bearers1765200000100 {
  async up(runner: Runner): Promise<void> {
    await runner.query(
      `create index record_bearing on record ((row ->> 'reference')) where row ->> 'reference' is not null`,
    );
  }

  async down(runner: Runner): Promise<void> {
    await runner.query('drop index record_bearing');
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
  suspectMigration,
  traceMigration,
  bearerMigration,
];
