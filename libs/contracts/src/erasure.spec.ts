import { describe, expect, test } from 'vitest';
import { Decision } from './decisions.js';

const record = { system: 'customhrm', resource: 'employee', id: 'e-1' };
/** What is wrong with an erasure, each with its place. */
const flaws = (what: object): readonly string[] =>
  Decision.safeParse({ type: 'erase', ...what }).error?.issues.map(
    ({ path, message }) => `${path.join('/')}: ${message}`,
  ) ?? [];

describe('an erasure', () => {
  test('names a link, or a record that has none', () => {
    expect(Decision.parse({ type: 'erase', link: 'l-1' })).toEqual({ type: 'erase', link: 'l-1' });
    expect(Decision.parse({ type: 'erase', record })).toEqual({ type: 'erase', record });
    expect(flaws({ record: { system: 'powerofficego', resource: 'personcustomer', id: '9' } })).toEqual([]);
  });

  test('names exactly one of them, and says how where it does not', () => {
    expect(flaws({})).toEqual([
      'link: name what is to be erased: its link, or as `record` the system, resource and id of one without',
    ]);
    expect(flaws({ link: 'l-1', record })).toEqual(['record: name either the link or the record, not both']);
  });

  test('names a resource that the system has', () => {
    expect(flaws({ record: { ...record, resource: 'contact' } })).toEqual([
      'record/resource: customhrm has employee, department',
    ]);
    expect(flaws({ record: { ...record, system: 'powerofficego' } })).toEqual([
      'record/resource: powerofficego has contact, contactperson, departments, personcustomer',
    ]);
    expect(flaws({ record: { ...record, id: '' } })[0]).toMatch(/^record\/id: /);
    expect(flaws({ record: { ...record, name: 'Kari' } })[0]).toMatch(/^record: .*name/);
  });
});
