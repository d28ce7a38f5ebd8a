import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { agreement, type Office, openOffice } from './office.js';
import { hrmCount, madeTwice } from './once.js';
import { People } from './people.js';

let office: Office;
let people: People;
let before = 0;

beforeAll(async () => {
  office = await openOffice({ records: 300, tenants: ['default'] });
  people = await People.of(office.stack.sandboxUrl);
  before = await hrmCount(people);
  await office.stack.startProduct();
}, 240_000);
afterAll(() => office.close(), 60_000);

/** Kills a process at once, as a machine that fails does, and waits until another of its name answers. */
async function killAndReturn(name: string): Promise<void> {
  const pid = office.stack.supervisor.pids()[name]!;
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(office.stack.supervisor.pids()[name]).not.toBe(pid), { withinMs: 30_000 });
}

describe('a first load during which every process is killed once', () => {
  test(
    'still comes to agreement (Inv 8), with no record twice in either system (Inv 12)',
    { timeout: 240_000 },
    async () => {
      for (const name of [
        'customhrm-connector',
        'sandbox',
        'link-consumer',
        'mapping',
        'powerofficego-connector',
        'link',
      ]) {
        await pause(1_500);
        await killAndReturn(name);
      }
      const { agreed, flows } = await agreement(office, 180_000);
      expect(flows.map(({ id, differ }) => [id, differ])).toEqual(flows.map(({ id }) => [id, 0]));
      expect(agreed).toBe(true);

      expect(await madeTwice(office, people, before)).toEqual([]);
    },
  );

  test('leaves nothing untold', async () => {
    await eventually(async () => {
      const { pending } = await getJson<{ pending: number }>(`${office.stack.linkUrl}/api/v1/status?tenant=default`);
      expect(pending).toBe(0);
    });
  });
});
