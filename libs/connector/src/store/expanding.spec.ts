import { contractionsIn, statementsOf } from '@samsvar/persistence/testing';
import { expect, test } from 'vitest';
import { connectorMigrations } from './migrations.js';

/** Those of version 0.1.0. A release adds its own here. */
const released = [
  'Positions1763900000100',
  'Outbox1763900000101',
  'Leases1763900000102',
  'Connector1763900000200',
  'LeaseWishes1763900000300',
  'Writers1764000000100',
  'History1764200000150',
  'WideTickets1764200000400',
  'Suspects1764100000400',
];
const newer = connectorMigrations.filter(({ name }) => !released.includes(name));

test('every migration of the last release is still there', () => {
  expect(connectorMigrations.map(({ name }) => name)).toEqual(expect.arrayContaining(released));
});

test('a newer one only adds, so that the last release runs beside it and after it (docs/operations.md)', async () => {
  for (const migration of newer) {
    for (const statement of await statementsOf(migration))
      expect([migration.name, contractionsIn(statement)]).toEqual([migration.name, []]);
  }
});
