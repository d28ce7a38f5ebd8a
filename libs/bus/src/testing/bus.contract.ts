import type { Message, TopicId } from '@samsvar/contracts';
import { eventually } from '@samsvar/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { DeadLetter } from '../failures.js';
import type { Batch, Bus, Outgoing, Subscription } from '../port.js';

/** A message small enough to tell apart: a poll that changed `n` records. */
export const pollCompleted = (n: number, tenant = 'default'): Message => ({
  id: `poll-${tenant}-${n}`,
  type: 'PollCompleted',
  source: 'test',
  subject: `${tenant}/customhrm/employee`,
  data: { tenant, system: 'customhrm', resource: 'employee', pollId: `p${n}`, changed: n },
});
const topic: TopicId = 'records.canonical';
const out = (n: number, tenant = 'default', at: TopicId = topic): Outgoing => ({
  topic: at,
  key: tenant,
  message: pollCompleted(n, tenant),
});
const numbers = (batches: readonly Batch[], tenant?: string) =>
  batches
    .flatMap(({ heard }) => heard)
    .flatMap(({ message, key }) => (!tenant || key === tenant ? [(message.data as { changed: number }).changed] : []));
const begin = (at: TopicId) => ({ topic: at, from: 0 });
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** What every bus promises; the memory bus passes it too, which makes it more than a mock. */
export function busContract(name: string, makeBus: () => Promise<Bus>): void {
  describe(`${name} keeps the bus contract`, () => {
    let group = 0;
    const open: (Bus | Subscription)[] = [];
    const bus = async () => {
      const made = await makeBus();
      open.push(made);
      return made;
    };
    afterEach(async () => {
      for (const one of open.splice(0).reverse()) await one.close();
    });
    const listen = async (on: Bus, handler: (batch: Batch) => Promise<void>, topics: readonly TopicId[] = [topic]) => {
      const subscription = await on.subscribe({
        group: `contract-${process.pid}-${name}-${Date.now()}-${++group}`,
        handlers: Object.fromEntries(topics.map((one) => [one, handler])),
        sliceMax: 100,
      });
      return subscription;
    };

    test('messages of one key are heard in order, in batches of at most sliceMax (Inv 6)', async () => {
      const on = await bus();
      const batches: Batch[] = [];
      await listen(on, async (batch) => void batches.push(batch));
      await Promise.all(upTo(10).map((part) => on.publish(upTo(50).map((n) => out(part * 50 + n)))));
      await eventually(() => expect(numbers(batches)).toEqual(upTo(500)), { withinMs: 20_000 });
      expect(Math.max(...batches.map(({ heard }) => heard.length))).toBeLessThanOrEqual(100);
    });

    test('a batch that fails is handled again, whole and in order', async () => {
      const on = await bus();
      const batches: Batch[] = [];
      let failures = 2;
      await listen(on, async (batch) => {
        if (failures-- > 0) throw new Error('not now');
        batches.push(batch);
      });
      await on.publish(upTo(5).map((n) => out(n)));
      await eventually(() => expect(numbers(batches)).toEqual(upTo(5)), { withinMs: 20_000 });
    });

    test('a partition whose messages fail holds up no other, and comes after in order (Inv 9)', async () => {
      const on = await bus();
      const batches: Batch[] = [];
      const [bad, good] = ['records.native.customhrm', 'records.native.powerofficego'] as const;
      let failing = true;
      const handler = async (batch: Batch) => {
        if (failing && batch.heard.some((heard) => heard.topic === bad)) throw new Error('this tenant is in trouble');
        batches.push(batch);
      };
      await listen(on, handler, [bad, good]);
      await on.publish([out(0, 'a', bad), out(1, 'a', bad), out(10, 'b', good)]);
      await eventually(() => expect([...new Set(numbers(batches))]).toEqual([10]), { withinMs: 20_000 });
      await on.publish([out(2, 'a', bad), out(11, 'b', good)]);
      await eventually(() => expect([...new Set(numbers(batches))]).toEqual([10, 11]), { withinMs: 20_000 });
      failing = false;
      // At least once: a group that has just formed may be handed what it has not committed yet again.
      await eventually(() => expect([...new Set(numbers(batches, 'a'))]).toEqual([0, 1, 2]), { withinMs: 20_000 });
    });

    test('what fails shows: its messages wait and its partition is postponed, until they are handled', async () => {
      const on = await bus();
      let failing = true;
      const subscription = await listen(on, async () => {
        if (failing) throw new Error('not now');
      });
      const shown = () => [subscription.postponed(), subscription.lag()];
      expect(shown()).toEqual([0, 0]);
      await on.publish(upTo(3).map((n) => out(n)));
      await eventually(() => expect(shown()).toEqual([1, 3]), { withinMs: 20_000 });
      failing = false;
      await eventually(() => expect(shown()).toEqual([0, 0]), { withinMs: 20_000 });
    });

    test('a message the handler can never take is put aside and the rest is handled (Inv 9)', async () => {
      const on = await bus();
      const batches: Batch[] = [];
      await listen(on, async (batch) => {
        const bad = batch.heard.find(({ message }) => (message.data as { changed: number }).changed === 2);
        if (bad) throw new DeadLetter('two is not for us', bad);
        batches.push(batch);
      });
      await on.publish(upTo(4).map((n) => out(n)));
      await eventually(() => expect(numbers(batches)).toEqual([0, 1, 3]), { withinMs: 20_000 });
    });

    test('topics with one handler are heard by it, and every batch says how far it moves', async () => {
      const on = await bus();
      const batches: Batch[] = [];
      const both: readonly TopicId[] = ['records.native.customhrm', 'records.native.powerofficego'];
      await listen(on, async (batch) => void batches.push(batch), both);
      await on.publish([out(1, 'a', both[0]), out(2, 'b', both[1])]);
      // At least once: a group that has just formed may be handed what it has not committed yet again.
      await eventually(() => expect([...new Set(numbers(batches))].sort()).toEqual([1, 2]), { withinMs: 20_000 });
      for (const { moves } of batches) for (const { from, next } of moves) expect(next).toBeGreaterThan(from);
    });

    test('a dead message is listed with its reason, and heard again when it is replayed', async () => {
      const on = await bus();
      const heard: number[] = [];
      let mended = false;
      await listen(on, async (batch) => {
        const bad = batch.heard.find(({ message }) => (message.data as { changed: number }).changed === 2);
        if (bad && !mended) throw new DeadLetter('two is not for us', bad);
        heard.push(...numbers([batch]));
      });
      await on.publish(upTo(4).map((n) => out(n)));
      await eventually(() => expect(heard).toEqual([0, 1, 3]), { withinMs: 20_000 });
      const dead = async () => on.deadLetters.list([begin(topic), begin('commands.canonical')], 10);
      const [first, ...others] = await dead();
      expect(others).toEqual([]);
      expect(first).toMatchObject({ topic, place: 0, class: 'rejected', reason: 'two is not for us', key: 'default' });
      expect(JSON.parse(first!.value!.toString())).toMatchObject({ data: { changed: 2 } });
      await on.deadLetters.replay([first!]);
      await eventually(async () => expect(await dead()).toMatchObject([{ place: 0 }, { place: 1 }]), {
        withinMs: 20_000,
      });
      expect(heard).toEqual([0, 1, 3]);
      mended = true;
      await on.deadLetters.replay([first!]);
      await eventually(() => expect(heard).toEqual([0, 1, 3, 2]), { withinMs: 20_000 });
      expect(await on.deadLetters.list([begin(topic)], 1)).toMatchObject([{ place: 0 }]);
      expect(await on.deadLetters.list([{ topic, from: 1 }], 1)).toMatchObject([{ place: 1 }]);
      expect(await on.deadLetters.list([{ topic, from: 2 }], 1)).toEqual([]);
      expect(await on.deadLetters.extents([topic])).toEqual([{ topic, first: 0, next: 2 }]);
    });
  });
}
