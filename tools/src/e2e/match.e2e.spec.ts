import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson } from '../http.js';
import { countersOf } from '../start/first-poll.js';
import { type Office, openOffice } from './office.js';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ records: 120, tenants: ['second'] });
  await office.stack.startProduct();
}, 240_000);
afterAll(() => office.close(), 60_000);

interface Flow {
  readonly id: string;
  readonly records: number;
  readonly waiting: number;
}

describe('a tenant in `match`', () => {
  test('has everything heard, everything waiting, and nothing written to either system (Inv 11)', async () => {
    await eventually(
      async () => {
        const { items } = await getJson<{ items: Flow[] }>(`${office.stack.linkUrl}/api/v1/flows?tenant=second`);
        expect(items.every(({ records }) => records > 0)).toBe(true);
        expect(items.map(({ id, waiting }) => [id, waiting])).toEqual(items.map(({ id, records }) => [id, records]));
      },
      { withinMs: 60_000 },
    );
    await pause(4_000);
    const { powerofficego, customhrm } = await countersOf(office.stack.sandboxUrl);
    const requests = [...powerofficego.requests, ...customhrm.requests];
    expect(requests.some(({ path }) => /employees/i.test(path))).toBe(true);
    expect(requests.filter(({ method, path }) => method !== 'GET' && !/token/i.test(path))).toEqual([]);
  });

  test('is named where another is asked for, in a problem that says which there are', async () => {
    const answer = await fetch(`${office.stack.linkUrl}/api/v1/flows?tenant=third`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(await answer.json()).toMatchObject({
      title: 'No such tenant',
      detail: expect.stringContaining('second') as string,
    });
  });
});
