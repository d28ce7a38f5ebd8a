import { expect, test } from 'vitest';
import { messageId } from './ids.js';
import { traceIdOf, traceparentOf } from './traceparent.js';

test('a trace is a function of the message that begins it', () => {
  const id = messageId('seen', 'default/customhrm/employee/1', '1', '7');
  expect(traceparentOf(id)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(traceparentOf(id)).toBe(traceparentOf(id));
  expect(traceIdOf(traceparentOf(id))).not.toBe(traceIdOf(traceparentOf(`${id}x`)));
  expect(traceIdOf('not one')).toBeUndefined();
});
