import { expect, test } from 'vitest';
import { storeAll } from './store-all.js';

test('an outcome that cannot be stored holds up no other, and is tried again (Inv 9)', async () => {
  const items = [1, 2, 3, 4, 5];
  const stored: number[] = [];
  let failures = 0;
  const store = async (batch: readonly number[]) => {
    if (batch.includes(2) && failures < 4) throw new Error('two is not for us');
    stored.push(...batch);
  };
  await storeAll(items, 4, store, async () => ++failures < 10);
  expect(stored).toEqual([1, 3, 4, 5, 2]);
  expect(items).toEqual([]);
});

test('what is left stays when it is told to stop', async () => {
  const items = [1, 2];
  await storeAll(
    items,
    4,
    () => Promise.reject(new Error('away')),
    async () => false,
  );
  expect(items).toEqual([1, 2]);
});
