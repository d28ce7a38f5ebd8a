import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Stalls } from './stalls.js';

test('a loop that was held up is noted with its time and how long', async () => {
  const stalls = new Stalls();
  await pause(30);
  const until = performance.now() + 150;
  while (performance.now() < until);
  const [stall] = stalls.all().filter(({ ms }) => ms >= 120);
  expect(stall).toBeDefined();
  expect(Math.abs(Date.now() - stall!.at)).toBeLessThan(100);
  stalls.close();
});
