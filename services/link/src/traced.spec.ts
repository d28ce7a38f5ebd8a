import type { Heard } from '@samsvar/bus';
import { type Message, traceparentOf } from '@samsvar/contracts';
import { expect, test } from 'vitest';
import { inTrace, inTracesOf } from './traced.js';

const message = (id: string, causationid?: string): Message => ({
  id,
  type: 'WriteRecord',
  source: 'link',
  subject: 's',
  ...(causationid !== undefined && { causationid }),
  data: {},
});
const out = (id: string, cause?: string) => ({
  topic: 'commands.canonical' as const,
  key: 'k',
  message: message(id, cause),
});
const heard = (id: string, traceparent?: string): Heard => ({
  topic: 'records.canonical',
  partition: 0,
  offset: 0,
  key: 'k',
  message: message(id),
  ...(traceparent !== undefined && { traceparent }),
});

test('what is decided goes on in the trace of what caused it, and begins one where nothing did', () => {
  const decided = [out('a', 'seen'), out('b', 'plain'), out('c', 'elsewhere'), out('d')];
  const told = inTracesOf([heard('seen', 'the trace of the poll'), heard('plain')], decided).map(inTrace);
  expect(told.map(({ traceparent }) => traceparent)).toEqual([
    'the trace of the poll',
    traceparentOf('plain'),
    traceparentOf('elsewhere'),
    traceparentOf('d'),
  ]);
});
