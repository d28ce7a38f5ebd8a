import { MemoryTracer } from '@samsvar/bus/testing';
import { type Message, type TopicId, traceContextOf, traceIdOf, traceparentOf } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import { Beginnings, inTrace } from './traced.js';

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

test('what begins a trace is recorded once for all that has the same cause, when it is stored', () => {
  const tracer = new MemoryTracer((traceId) => traceId !== traceIdOf(traceparentOf('another')));
  const begun = new Beginnings(tracer);
  const [first, second, third, known, load] = begun.of([
    out('commands.canonical', 'cause'),
    out('commands.canonical', 'cause'),
    out('commands.canonical', 'another'),
    out('commands.canonical', 'cause', 'a trace'),
    out('links', 'cause'),
  ]);
  expect([first, second].map((one) => traceContextOf(one!.traceparent!))).toEqual(
    Array(2).fill({ ...traceContextOf(traceparentOf('cause')), isSampled: true }),
  );
  expect([third, known, load].map((one) => one!.traceparent)).toEqual([traceparentOf('another'), 'a trace', undefined]);
  expect(tracer.recorded).toEqual([]);
  begun.end();
  expect(tracer.recorded).toMatchObject([{ name: 'decide', parent: undefined, attributes: { 'samsvar.key': 'k' } }]);
  const unrecorded = new Beginnings(undefined).of([out('commands.canonical', 'cause')]);
  expect(unrecorded).toEqual([inTrace(out('commands.canonical', 'cause'))]);
});
