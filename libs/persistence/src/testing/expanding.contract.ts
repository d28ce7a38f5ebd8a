import { expect, test } from 'vitest';
import type { Migration } from '../database.js';
import { contractionsIn, statementsOf } from './expanding.js';

/** A version runs beside the one before it, and after it: what it migrates only adds (docs/operations.md). */
export function expandingContract(migrations: readonly Migration[], released: readonly string[]): void {
  test('every migration of the last release is still there', () => {
    expect(migrations.map(({ name }) => name)).toEqual(expect.arrayContaining([...released]));
  });

  test('a newer migration only adds, so that the last release runs beside it and after it', async () => {
    for (const migration of migrations.filter(({ name }) => !released.includes(name))) {
      for (const statement of await statementsOf(migration))
        expect([migration.name, contractionsIn(statement)]).toEqual([migration.name, []]);
    }
  });
}
