import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureTopics, kafkaBus } from '@samsvar/bus';
import type { Message, TopicId } from '@samsvar/contracts';
import { eventually, kafkaBrokers } from '@samsvar/testing';
import { afterEach, expect, test } from 'vitest';
import { repositoryRoot } from '../stack/folders.js';
import { binary } from '../tool.js';
import { examples } from './examples.js';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const running: ChildProcess[] = [];
afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));

/** Runs the example as a person would; answers what it prints, line by line, and its process. */
function watcher(prefix: string, group: string) {
  const script = join(repositoryRoot, 'docs', 'examples', 'watch-links.mjs');
  const words = [script, '--brokers', kafkaBrokers(), '--prefix', prefix, '--group', group];
  const child = spawn(binary('node'), words, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const printed: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout }).on('line', (line) =>
    printed.push(JSON.parse(line) as Record<string, unknown>),
  );
  return { child, printed };
}

const messageOf = (type: string, id: string): Message => ({ id, type, source: 'link', ...examples[type]! });
const out = (topic: TopicId, message: Message) => ({ topic, key: 'default', message });
const told = (id: string) => out('links', messageOf('LinkTold', id));

test('the example consumer hears links and decisions once each, and goes on where it was', async () => {
  const [prefix, group] = [`${randomUUID()}.`, randomUUID()];
  const brokers = kafkaBrokers().split(',');
  await ensureTopics(brokers, { prefix, partitions: 2, replicas: 1 });
  const bus = await kafkaBus({ brokers, clientId: 'example-spec', log, prefix });
  const unknown = out('links', { ...messageOf('LinkTold', 'x'), type: 'SomethingNew' });
  await bus.publish([told('a'), told('a'), unknown, told('b'), out('operator', messageOf('OperatorDecided', 'c'))]);

  const first = watcher(prefix, group);
  await eventually(() => expect(first.printed.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c']), {
    withinMs: 40_000,
  });
  expect(first.printed.find(({ id }) => id === 'a')).toMatchObject({
    type: 'samsvar.LinkTold.v1',
    state: 'agree',
    flows: ['departments-department'],
  });
  const ended = new Promise((resolve) => first.child.on('exit', resolve));
  first.child.kill('SIGTERM');
  expect(await ended).toBe(0);

  await bus.publish([told('d')]);
  const second = watcher(prefix, group);
  await eventually(() => expect(second.printed.map(({ id }) => id)).toEqual(['d']), { withinMs: 40_000 });
  await bus.close();
});
