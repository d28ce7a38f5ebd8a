import type { RecordRef } from '@samsvar/contracts';
import type { Reply } from '@samsvar/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Forbidden, RetryLater, Unanswered } from '../failures.js';
import type { Resource, WriteTo } from '../port.js';
import { always, type Bench, collected, listing, type ResourceBench, Stand } from './bench.js';
import { made, writeTo } from './writes.contract.js';

/** Stands in every garbage answer: nothing that is thrown, and so nothing that is logged, may say it (Inv 10). */
const canary = 'Kanari Hemmelig';
const json = { 'content-type': 'application/json' };
const reply = (status: number, body: string, headers: Record<string, string> = json): Reply => ({
  status,
  headers,
  body,
});

/** Bodies that are no answer, by what is wrong with them; some are JSON. */
const bodies: Readonly<Record<string, string>> = {
  nothing: '',
  blanks: '   ',
  'the word null': 'null',
  'a number': '42',
  'a text': `"${canary}"`,
  'an empty object': '{}',
  'a list of nothing': '[null]',
  'lists in lists': '[[[]]]',
  'a row without an id': `[{"Name":"${canary}"}]`,
  'a row whose id is an object': '[{"Id":{},"id":[]}]',
  'items that are none': `{"items":"${canary}","nextCursor":{}}`,
  'items of nothing': '{"items":[null],"nextCursor":42}',
  'a prototype': `{"__proto__":{"Id":1,"id":"E1","items":[]},"constructor":"${canary}"}`,
  'half an answer': `[{"Id":1,"Name":"${canary}`,
  'a name said twice': `[{"Id":1,"id":"E1","Name":"a","Name":"${canary}"}]`,
  'two answers': '{"Id":1}{"Id":1}',
  'a web page': `<!doctype html><title>${canary}</title>`,
  'nests without end': `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
  'ten megabytes of blanks': `${' '.repeat(10 * 1024 * 1024)}{}`,
  'another record': `{"Id":987654321,"id":"X987654321","Name":"${canary}","name":"${canary}"}`,
};

/** Statuses nobody means as an answer to what was asked. */
const statuses = [201, 202, 206, 300, 302, 307, 402, 406, 407, 408, 418, 421, 425, 451, 500, 501, 502, 503, 504, 599];

/**
 * Everything a system may answer is input: whatever garbage comes, the outcome is one the port knows, nothing is taken
 * for done, gone or stored that is not, and no value is in what is thrown.
 */
export function garbageContract(bench: Bench): void {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  const ready = async (one: ResourceBench) => {
    const { resource, ref } = await made(stand, one);
    return { resource, ref, write: await writeTo(resource, ref, one, { [one.field]: 'Ny verdi' }) };
  };

  describe.each(bench.resources)('in answer to a $name', (one) => {
    test.each(Object.entries(bodies))('%s is nothing to go by', async (_, body) => {
      const asked = await ready(one);
      stand.front.meets(always(bench, reply(200, body, body.startsWith('<') ? { 'content-type': 'text/html' } : json)));
      const { read, listed, updated } = await outcomes(asked, one);
      expect(read).toBe('again');
      expect(listed).toMatch(/^again$|^0 records$/);
      expect(updated).toMatch(/^unanswered$|^done, to be read$/);
    });

    test('a status that says nothing about the record leaves everything open', async () => {
      const asked = await ready(one);
      for (const status of statuses) {
        stand.front.meets(always(bench, reply(status, `{"detail":"${canary}"}`)));
        const { read, listed, updated } = await outcomes(asked, one);
        expect([status, read, listed]).toEqual([status, 'again', 'again']);
        expect(updated, String(status)).toMatch(/^unanswered$|^again$/);
      }
    });

    test('a web page is no word of the system, whatever its status', async () => {
      const asked = await ready(one);
      for (const status of [400, 404, 405, 409, 410, 412, 413, 415, 422, 428]) {
        stand.front.meets(always(bench, reply(status, `<html>${canary}</html>`, { 'content-type': 'text/html' })));
        const { read, listed, updated } = await outcomes(asked, one);
        expect([status, read, listed, updated]).toEqual([status, 'again', 'again', 'unanswered']);
      }
    });

    test('an answer that drips past its time is none', async () => {
      const { resource, ref, write } = { ...(await ready(one)), resource: await stand.resource(one.name, hasty) };
      stand.front.meets(({ path }, through) => (path.endsWith(bench.tokenPath) ? through() : slow()));
      const { read, listed, updated } = await outcomes({ resource, ref, write }, one);
      expect([read, listed, updated]).toEqual(['again', 'again', 'unanswered']);
    });
  });

  const making = bench.resources.filter(({ birth }) => birth !== undefined);
  test.each(making)('of $name, somebody who was not asked for is not taken for who was', async (one) => {
    const ref = await stand.added(one);
    const resource = await stand.resource(one.name);
    const somebody = (await one.row(stand.sandbox.people, ref))!;
    stand.front.meets(listing(bench, () => [somebody]));
    const birth = { tenant: 'default', values: one.birth!('q'), reference: `sv-${'q'.repeat(25)}`, key: 'k' };
    const found = await settled(resource.find(birth.reference, birth), (reading) => reading?.id ?? 'nobody');
    expect(found).toMatch(/^nobody$|^again$/);
  });
}

const hasty = { timeoutMs: 300 };
const slow = async (): Promise<Reply> => {
  await pause(1_500, undefined, { ref: false });
  return reply(200, '[]');
};

interface Asked {
  readonly resource: Resource;
  readonly ref: RecordRef;
  readonly write: WriteTo;
}

/** What reading, listing and writing come to, in one word each; anything the port does not know fails. */
async function outcomes({ resource, ref, write }: Asked, { role }: ResourceBench) {
  const read = await settled(resource.read(ref, role), (reading) => (reading ? `read ${reading.id}` : 'gone'));
  const listed = await settled(collected(resource.scan({ idsOnly: false })), ({ readings }) =>
    readings.length === 0 ? '0 records' : `${readings.length} records`,
  );
  await settled(collected(resource.changes(undefined)), () => 'changes');
  const updated = await settled(resource.update(write), (written) =>
    written.outcome === 'done' && !written.reading ? 'done, to be read' : written.outcome,
  );
  return { read, listed, updated };
}

async function settled<T>(asking: Promise<T>, say: (value: T) => string): Promise<string> {
  try {
    return say(await asking);
  } catch (error) {
    expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain(canary);
    if (error instanceof RetryLater) return 'again';
    if (error instanceof Unanswered) return 'unanswered';
    if (error instanceof Forbidden) return 'forbidden';
    throw error;
  }
}
