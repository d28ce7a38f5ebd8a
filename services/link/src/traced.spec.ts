import { type Message, type TopicId, traceparentOf } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import { inTrace } from './traced.js';

const out = (topic: TopicId, cause?: string, traceparent?: string) => {
  const chain = cause === undefined ? {} : { causationid: cause };
  const message: Message = { id: 'a', type: 'LinkTold', source: 'link', subject: 's', ...chain, data: {} };
  return { topic, key: 'k', message, ...(traceparent !== undefined && { traceparent }) };
};

test('a write that is in no trace begins one with all that has the same cause; a load begins none', () => {
  expect(inTrace(out('commands.canonical', 'cause', 'a trace')).traceparent).toBe('a trace');
  expect(inTrace(out('commands.canonical', 'cause')).traceparent).toBe(traceparentOf('cause'));
  expect(inTrace(out('operator')).traceparent).toBe(traceparentOf('a'));
  expect(inTrace(out('commands.canonical.bulk', 'cause')).traceparent).toBeUndefined();
  expect(inTrace(out('links', 'cause')).traceparent).toBeUndefined();
});
