import { expect, test } from 'vitest';
import { messageId } from './ids.js';
import { traceContextOf, traceIdOf, traceparentIn, traceparentOf } from './traceparent.js';

test('a trace is a function of the message that begins it', () => {
  const id = messageId('seen', 'default/customhrm/employee/1', '1', '7');
  expect(traceparentOf(id)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(traceparentOf(id)).toBe(traceparentOf(id));
  expect(traceIdOf(traceparentOf(id))).not.toBe(traceIdOf(traceparentOf(`${id}x`)));
  expect(traceIdOf('not one')).toBeUndefined();
});

test('a traceparent names a trace, a span, and whether spans are recorded', () => {
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const said = { traceId, spanId, isSampled: true };
  expect(traceContextOf(`00-${traceId}-${spanId}-01`)).toEqual(said);
  expect(traceContextOf(`00-${traceId}-${spanId}-02`)).toEqual({ ...said, isSampled: false });
  expect(traceparentIn(said)).toBe(`00-${traceId}-${spanId}-01`);
  expect(traceContextOf(traceparentOf('m'))?.isSampled).toBe(false);
  expect(traceContextOf(`00-${traceId}-${spanId}`)).toBeUndefined();
});
