import { type TopicId, traceContextOf, traceparentOf } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { describe, expect, test } from 'vitest';
import { DeadLetter } from './failures.js';
import type { Batch, Bus, Heard, Outgoing } from './port.js';
import { busContract, MemoryBus, MemoryTracer, pollCompleted } from './testing/index.js';
import { tracedBus } from './traced-bus.js';

const recorded = `${traceparentOf('an edit').slice(0, -2)}01`;
const { traceId, spanId } = traceContextOf(recorded)!;
const out = (n: number, traceparent?: string, topic: TopicId = 'records.canonical') => ({
  topic,
  key: 'default',
  message: pollCompleted(n),
  ...(traceparent !== undefined && { traceparent }),
});

/** A bus on which this was told before anybody heard it, so that it is heard in one batch. */
async function bench(told: readonly Outgoing[], handler: (batch: Batch, bus: Bus) => Promise<void>) {
  const tracer = new MemoryTracer();
  const below = new MemoryBus();
  const bus = tracedBus(below, tracer);
  await bus.publish(told);
  const hear = (batch: Batch) => handler(batch, bus);
  await bus.subscribe({ group: 'spec', handlers: { 'records.native.customhrm': hear, 'records.canonical': hear } });
  return { tracer, bus, below };
}

busContract('a bus that is traced', () => Promise.resolve(tracedBus(new MemoryBus(), new MemoryTracer())));

describe('a traced bus', () => {
  test('records a sending and a processing of each message in a recorded trace, one below the other', async () => {
    const told = [out(1, recorded), out(2), out(3, traceparentOf('not sampled'))];
    const { tracer } = await bench(told, async () => {});
    await eventually(() => expect(tracer.recorded).toHaveLength(2));
    const [sending, processing] = tracer.recorded;
    expect(sending).toMatchObject({
      name: 'send samsvar.records.canonical',
      kind: 'producer',
      traceId,
      parent: spanId,
      attributes: {
        'messaging.destination.name': 'samsvar.records.canonical',
        'messaging.message.id': 'poll-default-1',
      },
    });
    expect(processing).toMatchObject({
      name: 'process samsvar.records.canonical',
      kind: 'consumer',
      traceId,
      parent: sending!.spanId,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.partition.id': '0',
        'messaging.consumer.group.name': 'spec',
        'messaging.kafka.offset': 0,
        'samsvar.message': 'PollCompleted',
        'samsvar.batch.messages': 3,
      },
    });
  });

  test('puts what a handler tells on below what it heard; what is not recorded keeps its header', async () => {
    const plain = traceparentOf('not sampled');
    const traces: (string | undefined)[] = [];
    const told = [recorded, plain, undefined].map((traceparent, n) => out(n, traceparent, 'records.native.customhrm'));
    const { tracer } = await bench(told, async ({ heard }, bus) => {
      for (const { topic, traceparent, message } of heard) {
        if (topic === 'records.canonical') traces.push(traceparent);
        else await bus.publish([{ ...out(0, traceparent), message }]);
      }
    });
    await eventually(() => expect([traces.length, tracer.recorded.length]).toEqual([3, 4]));
    const byId = new Map(tracer.recorded.map((one) => [one.spanId, one]));
    const last = tracer.recorded.find(({ name }) => name === 'process samsvar.records.canonical')!;
    const names: string[] = [];
    for (let at: typeof last | undefined = last; at; at = byId.get(at.parent ?? '')) names.push(at.name);
    expect(names).toEqual([
      'process samsvar.records.canonical',
      'send samsvar.records.canonical',
      'process samsvar.records.native.customhrm',
      'send samsvar.records.native.customhrm',
    ]);
    expect(traces.slice(1)).toEqual([plain, undefined]);
  });

  test('gathers topics that share a handler into one batch still', async () => {
    const batches: Batch[] = [];
    const told = [out(1, recorded), out(2, recorded, 'records.native.customhrm')];
    await bench(told, async (batch) => void batches.push(batch));
    await eventually(() => expect(batches.flatMap(({ heard }) => heard)).toHaveLength(2));
    expect(batches).toHaveLength(1);
  });

  test('records what a batch failed by, by name and not by its text', async () => {
    let times = 0;
    const { tracer } = await bench([out(1, recorded)], async () => {
      if (times++ === 0) throw new TypeError('Kari Nordmann is no number');
    });
    await eventually(() => expect(tracer.recorded).toHaveLength(3), { withinMs: 5_000 });
    expect(tracer.recorded.map(({ name, failure }) => [name.split(' ')[0], failure])).toEqual([
      ['send', undefined],
      ['process', 'TypeError'],
      ['process', undefined],
    ]);
    expect(JSON.stringify(tracer.recorded)).not.toContain('Kari');
  });

  test('records of a dead letter its own span alone; the bus buries the message it handed over (Inv 9)', async () => {
    const heardBy: (readonly Heard[])[] = [];
    const told = [out(1, recorded), out(2, recorded), out(3, recorded)];
    const { tracer, below } = await bench(told, async ({ heard }) => {
      heardBy.push(heard);
      const bad = heard.find(({ message }) => message.id === 'poll-default-2');
      if (bad) throw new DeadLetter('no', bad);
    });
    await eventually(() => expect(tracer.recorded).toHaveLength(6));
    expect(heardBy.map((heard) => heard.length)).toEqual([3, 2]);
    const processed = tracer.recorded.filter(({ kind }) => kind === 'consumer');
    expect(processed.map(({ attributes, failure }) => [attributes['messaging.message.id'], failure])).toEqual([
      ['poll-default-2', 'DeadLetter'],
      ['poll-default-1', undefined],
      ['poll-default-3', undefined],
    ]);
    expect(await below.deadLetters.list([{ topic: 'records.canonical', from: 0 }], 10)).toMatchObject([
      { offset: 1, reason: 'no' },
    ]);
  });

  test('records that a sending failed', async () => {
    const { tracer, bus, below } = await bench([], async () => {});
    below.publish = () => Promise.reject(new RangeError('no broker'));
    await expect(bus.publish([out(1, recorded)])).rejects.toThrow('no broker');
    expect(tracer.recorded).toMatchObject([{ kind: 'producer', failure: 'RangeError' }]);
  });
});
