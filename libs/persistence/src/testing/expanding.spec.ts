import { expect, test } from 'vitest';
import { outboxMigration } from '../outbox.js';
import { contractionsIn, statementsOf } from './expanding.js';

test('what takes away, renames or demands is found', () => {
  for (const statement of [
    'drop table due',
    'alter table link drop column gone',
    'alter table link rename column gone to away',
    'alter table attempt alter column n type bigint',
    'alter table due drop constraint due_pkey, add primary key (tenant, what)',
    'alter table record add column writer text not null',
    'alter table record add column a text default 1, add column writer text not null',
  ])
    expect(contractionsIn(statement)).not.toEqual([]);
});

test('what only adds is not', () => {
  for (const statement of [
    'create table erasure (tenant text not null, removed json not null)',
    `alter table record add column stamps json not null default '{}', add column writer text`,
    'create index record_living on record (tenant)',
    'drop index record_living',
  ])
    expect(contractionsIn(statement)).toEqual([]);
});

test('a migration is read without a database', async () => {
  expect(await statementsOf(outboxMigration)).toEqual([expect.stringContaining('create table outbox')]);
});
