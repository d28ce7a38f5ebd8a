import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Mood } from '@samsvar/testing';
import { Forbidden, RetryLater } from '../failures.js';
import { type Bench, collected, Stand } from './bench.js';

/** What signing in owes. */
export function signInContract(bench: Bench): void {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  const [one] = bench.resources;
  const tokenCalls = () => stand.to(bench.tokenPath).length;
  const many = async () => {
    const ref = await stand.added(one!);
    const resource = await stand.resource(one!.name);
    return {
      read: () => resource.read(ref),
      reads: () => Promise.all(Array.from({ length: 24 }, () => resource.read(ref))),
    };
  };
  const isTokenCall = (path: string) => path.endsWith(bench.tokenPath);
  /** Token calls answered with another life of the token. */
  const living =
    (seconds: number): Mood =>
    async ({ path }, through) => {
      const reply = await through();
      if (!isTokenCall(path)) return reply;
      const said = JSON.parse(reply.body) as object;
      return { ...reply, body: JSON.stringify({ ...said, expires_in: seconds }) };
    };

  describe('a token', () => {
    test('is fetched once, however many requests wait for it', async () => {
      const { reads } = await many();
      for (const reading of await reads()) expect(reading).toBeDefined();
      expect(tokenCalls()).toBe(1);
    });

    test('that was revoked is renewed once, also for requests that learn of it late', async () => {
      const { read, reads } = await many();
      await read();
      const revoked = stand.front.passed.at(-1)!.headers['authorization'];
      let met = 0;
      // The sandbox's tokens of one second are the same.
      await pause(1_050);
      stand.front.meets(async ({ headers }, through) => {
        if (headers['authorization'] !== revoked) return through();
        await pause(20 * met++);
        return { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '' };
      });
      for (const reading of await reads()) expect(reading).toBeDefined();
      expect(met).toBeGreaterThan(1);
      expect(tokenCalls()).toBe(2);
    });

    test('is renewed once before it ends, however many requests wait', async () => {
      const { read, reads } = await many();
      stand.front.meets(living(2));
      await read();
      await pause(1_100);
      stand.front.meets(living(bench.renewBeforeSeconds * 10));
      await reads();
      expect(tokenCalls()).toBe(2);
    });

    test('that lives shorter than the margin is used all the same', async () => {
      const { read } = await many();
      stand.front.meets(living(30));
      for (let turn = 0; turn < 5; turn++) await read();
      expect(tokenCalls()).toBe(1);
    });
  });

  describe('signing in', () => {
    test.each(Object.entries(bench.wrongKeys))(
      'with a wrong %s is refused in words that name it',
      async (wrong, words) => {
        const connection = await stand.connect({ wrong });
        await expect(connection.check()).rejects.toThrow(Forbidden);
        await expect(connection.check()).rejects.toThrow(words);
        await expect(collected(connection.resources[0]!.changes(undefined))).rejects.toThrow(words);
      },
    );

    test('with the right keys and rights finds nothing missing', async () => {
      expect(await (await stand.connect()).check()).toEqual([]);
    });

    test.each([
      ['asks for a pause', { status: 429, headers: { 'retry-after': '3' }, body: '' }],
      ['fails', { status: 503, headers: {}, body: '' }],
      ['answers a page for people', { status: 200, headers: {}, body: '<html></html>' }],
      ['is sent elsewhere', { status: 302, headers: { location: 'http://elsewhere.example/' }, body: '' }],
      ['is turned away by a page', { status: 403, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    ])('that %s is tried again and says nothing about the keys', async (_, reply) => {
      stand.front.meets(({ path }, through) => (isTokenCall(path) ? reply : through()));
      await expect((await stand.connect()).check()).rejects.toThrow(RetryLater);
    });

    test('that is cut off is tried again', async () => {
      stand.front.meets(() => Promise.reject(new Error('cut')));
      await expect((await stand.connect()).check()).rejects.toThrow(RetryLater);
    });
  });
}
