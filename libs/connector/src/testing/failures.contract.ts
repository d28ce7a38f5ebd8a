import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Forbidden, RetryLater, Unanswered } from '../failures.js';
import { fieldsOf } from '../record/fields.js';
import { always, type Bench, collected, listing, Stand } from './bench.js';
import { made, writeTo } from './writes.contract.js';

const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Vedlikehold</body></html>' };
const cutShort = { status: 200, headers: { 'content-type': 'application/json' }, body: '[{"Id": 1, "Name": "Utvik' };

/** What is owed when no answer comes, or one that says nothing about the record. */
export function failuresContract(bench: Bench): void {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  describe.each(bench.resources)('of a $name', (one) => {
    const { name } = one;
    const ready = async (timeoutMs?: number) => {
      const { resource, ref } = await made(stand, one, timeoutMs);
      const write = await writeTo(resource, ref, one, { [one.field]: 'Ny verdi' });
      return { resource, ref, write };
    };
    const stored = async (ref: Awaited<ReturnType<typeof ready>>['ref']) =>
      (await one.row(stand.sandbox.people, ref))![one.field];

    test('a write whose answer is lost is unanswered, and may have been applied', async () => {
      const { resource, ref, write } = await ready();
      await stand.sandbox.turn('faults', { 'lost-answer': 1 });
      await expect(resource.update(write)).rejects.toThrow(Unanswered);
      await expect(resource.read(ref)).rejects.toThrow(RetryLater);
      expect(await stored(ref)).toBe('Ny verdi');
    });

    test('a write that is lost itself is unanswered too, since nobody can tell', async () => {
      const { resource, ref, write } = await ready();
      await stand.sandbox.turn('faults', { 'lost-request': 1 });
      await expect(resource.update(write)).rejects.toThrow(Unanswered);
      await expect(collected(resource.scan({ idsOnly: false }))).rejects.toThrow(RetryLater);
      expect(await stored(ref)).not.toBe('Ny verdi');
    });

    test('a write that fails inside the system is unanswered, a read is tried again', async () => {
      const { resource, ref, write } = await ready();
      await stand.sandbox.turn('faults', { 'error-500': 1 });
      await expect(resource.update(write)).rejects.toThrow(Unanswered);
      await expect(resource.read(ref)).rejects.toThrow(RetryLater);
      await expect(collected(resource.changes(undefined))).rejects.toThrow(RetryLater);
    });

    test('too many requests are put off for as long as the system says', async () => {
      const { resource, ref, write } = await ready();
      stand.front.meets(always(bench, { status: 429, headers: { 'retry-after': '7' }, body: '{}' }));
      const putOff = { name: 'RetryLater', afterMs: 7_000 };
      await expect(resource.update(write)).rejects.toMatchObject(putOff);
      await expect(resource.read(ref)).rejects.toMatchObject(putOff);
      await expect(collected(resource.scan({ idsOnly: true }))).rejects.toMatchObject(putOff);
    });

    test('a right that is missing is told, whatever was asked', async () => {
      const { resource, ref, write } = await ready();
      stand.front.meets(always(bench, { status: 403, headers: {}, body: '' }));
      await expect(resource.update(write)).rejects.toThrow(Forbidden);
      await expect(resource.read(ref)).rejects.toThrow(Forbidden);
      await expect(collected(resource.changes(undefined))).rejects.toThrow(Forbidden);
    });

    test.each([
      ['a page for people', html],
      ['half an answer', cutShort],
    ])('%s is no answer: reads are tried again, a write may have been applied', async (_, reply) => {
      const { resource, ref, write } = await ready();
      stand.front.meets(always(bench, reply));
      await expect(resource.read(ref)).rejects.toThrow(RetryLater);
      await expect(collected(resource.scan({ idsOnly: false }))).rejects.toThrow(RetryLater);
      await expect(collected(resource.changes(undefined))).rejects.toThrow(RetryLater);
      await expect(resource.update(write)).rejects.toThrow(Unanswered);
    });

    test('an answer that takes too long is none', async () => {
      const { resource, ref, write } = await ready(400);
      const silent = async (): Promise<never> => pause(5_000, undefined, { ref: false }).then(() => Promise.reject());
      stand.front.meets(silent);
      const [update, read] = await Promise.allSettled([resource.update(write), resource.read(ref)]);
      expect(update).toMatchObject({ reason: { name: 'Unanswered' } });
      expect(read).toMatchObject({ reason: { name: 'RetryLater' } });
    });

    test('a value that does not fit is named and left out, and everything else is read', async () => {
      const { resource, ref } = await ready();
      const other = await stand.added(one);
      const { row, fields } = one.unfit;
      const bad = (rows: readonly Parameters<typeof row>[0][]) =>
        rows.map((each) => (bench.idOf(each) === ref.id ? row(each) : each));
      stand.front.meets(listing(bench, bad));
      const { readings } = await collected(resource.scan({ idsOnly: false }));
      const found = readings.find(({ id }) => id === ref.id)!;
      expect(found.problem?.map(({ field, code }) => [field, code])).toEqual(
        fields.map((field) => [ownName(field), 'schema']),
      );
      const well = readings.find(({ id }) => id === other.id)!;
      expect(well.problem).toBeUndefined();
      const lacking = Object.keys(fieldsOf(well.values)).filter((field) => !(field in fieldsOf(found.values)));
      expect(lacking.sort()).toEqual([...fields].sort());
    });

    test('a row that names no record is not taken for one', async () => {
      const { resource, ref } = await ready();
      const nameless = (rows: readonly Record<string, unknown>[]) =>
        rows.map((row) => (bench.idOf(row) === ref.id ? { ...row, Id: null, id: null } : row));
      stand.front.meets(listing(bench, nameless));
      await expect(collected(resource.scan({ idsOnly: false }))).rejects.toThrow(RetryLater);
      await expect(collected(resource.changes(undefined))).rejects.toThrow(RetryLater);
    });

    test('nobody at the address means later, and a write that never left may go again', async () => {
      const { ref, write } = await ready();
      const resource = await stand.resource(name, { baseUrl: 'http://127.0.0.1:1' });
      await expect(resource.read(ref)).rejects.toThrow(RetryLater);
      await expect(resource.update(write)).rejects.toThrow(RetryLater);
    });
  });
}

/** The system's own name of a field: a contact's part comes before it. */
const ownName = (field: string) => field.replace(/^(shared|employee|customer)\./, '');
