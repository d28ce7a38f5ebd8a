import { describe, expect, test } from 'vitest';
import { type Born, wrongBirths } from './births.js';
import type { Everything } from './ends.js';
import { namesOf } from './pairs.js';
import type { Row } from './units.js';

const born: Born = { name: 'Født1', at: 'go', category: 'EMPLOYEE', since: 0, path: '/Employees/1' };
const goRow: Row = { Id: 1, FirstName: 'Ny', LastName: 'Født1', EmailAddress: 'f1@chaos.example', IsArchived: false };
const hrmRow = {
  id: 'E1',
  kind: 'EMPLOYEE',
  firstName: 'Ny',
  lastName: 'Født1',
  email: 'f1@chaos.example',
  active: true,
};
const world = (go: readonly Row[], employees: readonly Row[]): Everything => ({
  go: { Departments: [], Employees: go, Customers: [], ContactPersons: [] },
  employees,
  departments: [],
});
const wrong = (one: Born, go: readonly Row[], hrm: readonly Row[]) => wrongBirths([one], world(go, hrm), namesOf([]));

describe('a record somebody made', () => {
  test('is once at both ends and says the same there', () => {
    expect(wrong(born, [goRow], [hrmRow])).toEqual([]);
    expect(wrong(born, [goRow], [{ ...hrmRow, firstName: 'Gammel' }])).toEqual([
      expect.stringMatching(/differ in name/),
    ]);
  });

  test('is missed, and is told from one that is there twice', () => {
    expect(wrong(born, [goRow], [])).toEqual([expect.stringMatching(/is 1 and 0 times/)]);
    expect(wrong(born, [goRow, { ...goRow, Id: 2 }], [hrmRow, { ...hrmRow, id: 'E2' }])).toHaveLength(1);
    expect(wrong(born, [], [])).toHaveLength(1);
  });

  test('may never have been made where its maker was not answered', () => {
    const { path: _, ...unanswered } = born;
    expect(wrong(unanswered, [], [])).toEqual([]);
    expect(wrong(unanswered, [goRow], [])).toHaveLength(1);
  });

  test('stays away once it was deleted in PowerOffice Go, and is deactivated in the HRM', () => {
    const gone: Born = { ...born, removed: true };
    expect(wrong(gone, [], [{ ...hrmRow, active: false }])).toEqual([]);
    expect(wrong(gone, [], [hrmRow])).toHaveLength(1);
    expect(wrong(gone, [goRow], [{ ...hrmRow, active: false }])).toHaveLength(1);
  });
});
