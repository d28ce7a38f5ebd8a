import type { Batch, Outgoing } from '@samsvar/bus';
import type { Heartbeat, Message, TopicId } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import { TranslateController } from './translate.controller.js';

const data: Heartbeat = { tenant: 'default', system: 'customhrm', at: 1 };
const message: Message = { id: 'm', type: 'Heartbeat', source: 'spec', subject: 'default/customhrm', data };
const batchOf = (topic: TopicId, key: string): Batch => ({
  heard: [{ topic, partition: 0, offset: 0, key, message, traceparent: 'the trace' }],
  moves: [],
});

test('what follows from a message is in its trace; a heartbeat is passed on both ways, and noted', async () => {
  const told: Outgoing[] = [];
  const beats: [string, Heartbeat][] = [];
  const controller = new TranslateController({
    publisher: { publish: async (out) => void told.push(...out) },
    count: () => {},
    beat: (stage, beat) => void beats.push([stage, beat]),
  });
  await controller.onRecords(batchOf('records.native.customhrm', 'default/customhrm'));
  await controller.onCommands(batchOf('commands.canonical', 'default/customhrm'));
  expect(told.map(({ topic, key, traceparent }) => [topic, key, traceparent])).toEqual([
    ['records.canonical', 'default', 'the trace'],
    ['commands.native.customhrm', 'default/customhrm', 'the trace'],
  ]);
  expect(beats).toEqual([
    ['mapped', data],
    ['asked', data],
  ]);
});
