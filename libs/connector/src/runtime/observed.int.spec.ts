import { MemoryTracer } from '@samsvar/bus/testing';
import { traceContextOf, traceparentOf, type NativeWriteRecord } from '@samsvar/contracts';
import { Metrics } from '@samsvar/service';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Budget } from '../budget.js';
import { budgetMetrics } from '../budget-metrics.js';
import { Forbidden, RetryLater } from '../failures.js';
import { connectorMigrations } from '../store/migrations.js';
import { takeAttempts } from '../store/holds.js';
import { MemorySystem, strong } from '../testing/memory-system.js';
import { batchOf, type Replica, replicaOf } from '../testing/spec-kit.js';
import { takeCommands } from './commands.controller.js';
import { HeartbeatSender } from './heartbeat.js';
import { watchPolls } from './metrics.js';
import { Poller } from './poller.js';
import { WriteDesk } from './write-desk.js';

type Database = Awaited<ReturnType<typeof freshDatabase>>;
let database: Database;
let system: MemorySystem;
let replica: Replica;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
beforeEach(async () => {
  await database.query('truncate lease, record, attempt, outbox');
  system = new MemorySystem(strong);
  system.put('d1', { name: 'Salg' });
  replica = replicaOf(database, system);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await replica.close();
});
afterAll(() => database.close());

function poll(): Poller {
  const poller = new Poller({ kit: replica.kit, everyMs: () => 30 });
  closing.push(() => poller.close(2_000));
  return poller;
}
const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
const birth: NativeWriteRecord = {
  ticket: { linkId: 'l1', system: 'customhrm', resource: 'department', n: 2 ** 50 },
  tenant: 'default',
  op: 'create',
  kind: 'department',
  category: 'DEPARTMENT',
  reference: `sv-${'a'.repeat(25)}`,
  values: { name: 'Ny' },
  expected: {},
  decidedOn: 0,
  cause: 'spec',
};

test('a record that is edited begins a trace, and says when it was seen; a first load begins none', async () => {
  const since = Date.now();
  await poll().start();
  await eventually(() => expect(replica.seen()).toHaveLength(1));
  system.put('d1', { name: 'Salg Nord' });
  await eventually(() => expect(replica.seen()).toHaveLength(2));
  const seen = replica.told.filter((one) => one.message.type === 'RecordSeen');
  expect(seen[0]!.traceparent).toBeUndefined();
  const { message, traceparent } = seen[1]!;
  expect(traceparent).toBe(traceparentOf(message.id));
  expect(Date.parse(message.time!)).toBeGreaterThan(since - 5_000);
  expect(Date.parse(message.time!)).toBeLessThan(Date.now() + 5_000);
});

test('the answer to a write is in the trace of the write, also where another process takes it over', async () => {
  const desk = new WriteDesk(replica.kit);
  closing.push(() => desk.close(2_000));
  await takeCommands({ kit: replica.kit, desk, poller: poll() }, batchOf([birth], trace), false);
  await eventually(() => expect(replica.answers()).toHaveLength(1));
  expect(replica.told.find(({ message }) => message.type === 'WriteAnswered')!.traceparent).toBe(trace);

  const idle = { take: () => Promise.resolve() } as unknown as WriteDesk;
  const second = { ...birth, ticket: { ...birth.ticket, linkId: 'l2' }, reference: `sv-${'b'.repeat(25)}` };
  await takeCommands({ kit: replica.kit, desk: idle, poller: poll() }, batchOf([second], trace), false);
  await database.query(`update attempt set held_until = now() - interval '1 second' where link_id = 'l2'`);
  const taken = await takeAttempts(database, { owner: 'another', keys: [] }, 10);
  expect(taken.map(({ traceparent }) => traceparent)).toEqual([trace]);
});

describe('where somebody collects spans', () => {
  const recorded = trace.replace(/00$/, '01');
  const tracing = () => {
    const tracer = new MemoryTracer();
    return { tracer, kit: { ...replica.kit, tracer } };
  };

  test('the poll that meets an edit is the first span of its trace, and a first load is none', async () => {
    const { tracer, kit } = tracing();
    const poller = new Poller({ kit, everyMs: () => 30 });
    closing.push(() => poller.close(2_000));
    await poller.start();
    await eventually(() => expect(replica.seen()).toHaveLength(1));
    expect(tracer.recorded).toEqual([]);
    system.put('d1', { name: 'Salg Nord' });
    await eventually(() => expect(replica.seen()).toHaveLength(2));
    const { message, traceparent } = replica.told.filter((one) => one.message.type === 'RecordSeen')[1]!;
    const { traceId, spanId } = traceContextOf(traceparentOf(message.id))!;
    expect(traceContextOf(traceparent!)).toEqual({ traceId, spanId, isSampled: true });
    expect(tracer.recorded).toEqual([
      {
        name: 'poll department',
        kind: 'client',
        traceId,
        spanId,
        parent: undefined,
        agoMs: expect.any(Number) as number,
        attributes: {
          'samsvar.tenant': 'default',
          'samsvar.system': 'customhrm',
          'samsvar.resource': 'department',
          'samsvar.record': 'default/customhrm/department/d1',
          'samsvar.revision': (message.data as { revision: number }).revision,
          'samsvar.message': 'RecordSeen',
          'samsvar.poll': expect.stringMatching(/^poll-\d+$/) as string,
        },
      },
    ]);
  });

  test('a write is a span below what asked for it, with its fields and no value, and its answer below that (Inv 10)', async () => {
    const { tracer, kit } = tracing();
    const desk = new WriteDesk(kit);
    closing.push(() => desk.close(2_000));
    await takeCommands({ kit, desk, poller: poll() }, batchOf([birth], recorded), false);
    await eventually(() => expect(replica.answers()).toHaveLength(1));
    const [write] = tracer.recorded;
    expect(write).toMatchObject({
      name: 'create department',
      kind: 'client',
      traceId: traceContextOf(trace)!.traceId,
      parent: traceContextOf(trace)!.spanId,
      attributes: { 'samsvar.link': 'l1', 'samsvar.outcome': 'done', 'samsvar.fields': ['name'] },
    });
    const { traceparent } = replica.told.find(({ message }) => message.type === 'WriteAnswered')!;
    expect(traceContextOf(traceparent!)!.spanId).toBe(write!.spanId);
    expect(JSON.stringify(tracer.recorded)).not.toContain(birth.values['name']);
  });

  test('a write that comes to nothing yet says so, and the next try is beside it', async () => {
    const { tracer, kit } = tracing();
    const desk = new WriteDesk(kit);
    closing.push(() => desk.close(2_000));
    let tries = 0;
    system.before = () => {
      if (tries++ === 0) throw new RetryLater('busy', 10);
    };
    await takeCommands({ kit, desk, poller: poll() }, batchOf([birth], recorded), false);
    await eventually(() => expect(replica.answers()).toHaveLength(1));
    const { spanId } = traceContextOf(trace)!;
    expect(tracer.recorded.map(({ failure, parent }) => [failure, parent])).toEqual([
      ['again', spanId],
      [undefined, spanId],
    ]);
  });
});

test('how fresh polls are, and who was not let in, is read of all replicas', async () => {
  const metrics = new Metrics('spec');
  watchPolls(metrics, database, ['default', 'another']);
  await poll().start();
  const said = async (name: string) => metrics.registry.getSingleMetricAsString(`samsvar_${name}`);
  const freshOf = async () => Number(/"\} (\S+)$/m.exec(await said('poll_oldest_success_timestamp_seconds'))?.[1]);
  await eventually(async () => expect(Math.abs((await freshOf()) - Date.now() / 1_000)).toBeLessThan(5));
  expect(await said('polls_never_succeeded')).toContain(
    'samsvar_polls_never_succeeded{resource="department",service="spec"} 0',
  );
  expect(await said('polls_locked_out')).toContain('{resource="department",service="spec"} 0');
  const fresh = await freshOf();
  system.before = () => {
    throw new Forbidden('the HRM does not know this client');
  };
  await eventually(async () =>
    expect(await said('polls_locked_out')).toContain('{resource="department",service="spec"} 1'),
  );
  expect(await freshOf()).toBeLessThan(fresh + 5);
});

test('a heartbeat goes through the database and the outbox, and is known when it returns', async () => {
  const beats: [string, number][] = [];
  const kit = {
    ...replica.kit,
    metrics: { ...replica.kit.metrics, beat: (...beat: [string, number]) => void beats.push(beat) },
  };
  await new HeartbeatSender(kit).beat();
  await eventually(() => expect(replica.told.map(({ message }) => message.type)).toEqual(['Heartbeat']));
  const { message, key } = replica.told[0]!;
  expect(key).toBe('default/customhrm');
  const { at } = message.data as { at: number };
  const batch = batchOf([]);
  const heard = [{ topic: 'commands.native.customhrm' as const, partition: 0, offset: 0, key, message }];
  const desk = { take: () => Promise.resolve() } as unknown as WriteDesk;
  await takeCommands({ kit, desk, poller: poll() }, { ...batch, heard }, false);
  expect(beats).toEqual([
    ['told', at],
    ['returned', at],
  ]);
});

test('how long requests wait for the budget is measured by lane', async () => {
  const metrics = new Metrics('spec');
  const budgets: Budget[] = [];
  const granted = budgetMetrics(metrics, { budgets: () => budgets });
  budgets.push(new Budget({ database, name: 'spec-observed', intervalMs: 100, granted }));
  const waiting = [budgets[0]!.slot('t', 'bulk'), budgets[0]!.slot('t', 'bulk')];
  const said = () => metrics.registry.metrics();
  expect(await said()).toContain('samsvar_budget_waiting{lane="bulk",service="spec"} 2');
  expect(await said()).toContain('samsvar_budget_limit_per_second{service="spec"} 10');
  await Promise.all(waiting);
  expect(await said()).toContain('samsvar_budget_waiting{lane="bulk",service="spec"} 0');
  expect(await said()).toContain('samsvar_budget_wait_seconds_count{service="spec",lane="bulk"} 2');
});
