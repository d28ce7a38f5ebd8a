import { expect, test } from 'vitest';
import { SeenBefore } from './seen-before.js';

const at = { tenant: 'default', system: 'powerofficego', resource: 'contact' } as const;
const reading = { id: '7', values: { name: 'a' }, stamps: { record: '1' } };

test('what was met whole needs no second look, until it is forgotten', () => {
  const seen = new SeenBefore();
  seen.note('default/powerofficego/contact/7', reading);
  expect(seen.has('default/powerofficego/contact/7', reading)).toBe(true);
  seen.forget('default/powerofficego/contact/7');
  expect(seen.has('default/powerofficego/contact/7', reading)).toBe(false);
});

test('a resource of which something was forgotten is met as a whole, once', () => {
  const seen = new SeenBefore();
  seen.forget('default/powerofficego/contact/7/8');
  expect(seen.takeForgotten({ ...at, tenant: 'second' })).toBe(false);
  expect([seen.takeForgotten(at), seen.takeForgotten(at)]).toEqual([true, false]);
});
