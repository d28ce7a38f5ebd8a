import { contractionsIn, statementsOf } from '@samsvar/persistence/testing';
import { expect, test } from 'vitest';
import { migrations } from './index.js';

/** Those of version 0.1.0. A release adds its own here. */
const released = [
  'Streams1763900000001',
  'Ledger1763900000002',
  'Listings1764000000003',
  'Decisions1764100000004',
  'Gone1764100000010',
  'Births1764100000011',
  'Guards1764900000012',
  'LeftBehind1764100000014',
  'Conflicts1764900000013',
  'Audit1765000000015',
];
const newer = migrations.filter(({ name }) => !released.includes(name));

test('every migration of the last release is still there', () => {
  expect(migrations.map(({ name }) => name)).toEqual(expect.arrayContaining(released));
});

test('a newer one only adds, so that the last release runs beside it and after it (docs/operations.md)', async () => {
  for (const migration of newer) {
    for (const statement of await statementsOf(migration))
      expect([migration.name, contractionsIn(statement)]).toEqual([migration.name, []]);
  }
});
