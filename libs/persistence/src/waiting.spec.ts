import { describe, expect, test } from 'vitest';
import type { StoredTelling } from './outbox.js';
import { Waiting } from './waiting.js';

const rows = (from: number, to: number): readonly StoredTelling[] =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    id: String(from + at),
    topic: 'links',
    key: 'k',
    message: { id: String(from + at), type: 'LinkTold', source: 'link', subject: 'l', data: {} },
    text: '{}',
  }));
const ids = (waiting: Waiting, max = 100) => waiting.front(max, 60_000).group.map(({ id }) => id);

describe('what waits to be told', () => {
  test('is taken from the front', () => {
    const waiting = new Waiting();
    waiting.add(rows(1, 3));
    expect(ids(waiting, 2)).toEqual(['1', '2']);
    waiting.drop(2);
    expect([ids(waiting), waiting.size()]).toEqual([['3'], 1]);
    expect(waiting.isEmpty()).toBe(false);
    waiting.drop(1);
    expect([waiting.isEmpty(), waiting.oldestAgeMs()]).toEqual([true, 0]);
  });

  test('is in doubt as far as it was there at the time, and no further', () => {
    const waiting = new Waiting();
    waiting.add(rows(1, 2));
    waiting.doubt();
    waiting.add(rows(3, 4));
    expect(waiting.front(100, 60_000)).toMatchObject({ group: [{ id: '1' }, { id: '2' }], inDoubt: true });
    waiting.drop(2);
    expect(waiting.front(100, 60_000)).toMatchObject({ group: [{ id: '3' }, { id: '4' }], inDoubt: false });
  });

  test('is in doubt when it has waited so long that a sweep elsewhere may have told it', () => {
    const waiting = new Waiting();
    waiting.add(rows(1, 2));
    expect(waiting.front(100, -1).inDoubt).toBe(true);
  });

  test('stays out of memory once there is no room, until what is there was told: order is kept', () => {
    const waiting = new Waiting(3);
    waiting.add(rows(1, 2));
    waiting.add(rows(3, 4));
    waiting.add(rows(5, 5));
    expect(ids(waiting)).toEqual(['1', '2']);
    expect(waiting.takeMissed()).toBe(false);
    waiting.drop(2);
    expect(waiting.isEmpty()).toBe(false);
    expect([waiting.takeMissed(), waiting.takeMissed()]).toEqual([true, false]);
    waiting.add(rows(6, 6));
    expect(ids(waiting)).toEqual(['6']);
  });

  test('takes more than the limit at once when there is nothing else', () => {
    const waiting = new Waiting(3);
    waiting.add(rows(1, 5));
    expect(waiting.size()).toBe(5);
  });
});
