import { type Message, traceparentOf } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import { inTrace } from './traced.js';

const out = (cause?: string, traceparent?: string) => {
  const chain = cause === undefined ? {} : { causationid: cause };
  const message: Message = { id: 'a', type: 'LinkTold', source: 'link', subject: 's', ...chain, data: {} };
  return { topic: 'links' as const, key: 'k', message, ...(traceparent !== undefined && { traceparent }) };
};

test('what is in no trace begins one with all that has the same cause', () => {
  expect(inTrace(out('cause', 'a trace')).traceparent).toBe('a trace');
  expect(inTrace(out('cause')).traceparent).toBe(traceparentOf('cause'));
  expect(inTrace(out()).traceparent).toBe(traceparentOf('a'));
});
