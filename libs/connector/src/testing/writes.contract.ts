import type { RecordRef } from '@samsvar/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isContact } from '../record/fields.js';
import type { Reading, Resource, WriteTo } from '../port.js';
import { type Bench, differing, type ResourceBench, Stand } from './bench.js';

/** What writing owes. */
export function writesContract(bench: Bench): void {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  const row = (one: ResourceBench, ref: RecordRef) => one.row(stand.sandbox.people, ref);

  describe.each(bench.resources)('a write to a $name', (one) => {
    test('changes only the fields it names, and is answered with what is stored', async () => {
      const { resource, ref } = await made(stand, one);
      const before = await row(one, ref);
      const written = await resource.update(await writeTo(resource, ref, one, { [one.field]: 'Ny verdi' }));
      const after = await row(one, ref);
      expect(differing(before, after)).toEqual(expect.arrayContaining([one.field]));
      expect(differing(before, after).filter((path) => path !== one.field && !one.moving.includes(path))).toEqual([]);
      expect(written.outcome).toBe('done');
      if (written.outcome !== 'done' || !one.answersStored) return;
      expect(written.reading).toEqual(await resource.read(ref, one.role));
      expect(heldIn(written.reading!, one, one.field)).toBe('Ny verdi');
    });

    test('of an empty value clears the field', async () => {
      const { resource, ref } = await made(stand, one);
      expect(heldIn((await resource.read(ref, one.role))!, one, one.clearable)).not.toBeNull();
      const write = await writeTo(resource, ref, one, { [one.clearable]: null });
      expect(await resource.update(write)).toMatchObject({ outcome: 'done' });
      expect(heldIn((await resource.read(ref, one.role))!, one, one.clearable)).toBeNull();
    });

    test('decided on what a person has changed since is stale and changes nothing', async () => {
      const { resource, ref } = await made(stand, one);
      const write = await writeTo(resource, ref, one, { [one.field]: 'Vår' });
      await one.edit(stand.sandbox.people, ref, 'Deres');
      const before = await row(one, ref);
      expect(await resource.update(write)).toEqual({ outcome: 'stale' });
      expect(await row(one, ref)).toEqual(before);
    });

    test('that the system refuses comes back with the field and the system’s own words', async () => {
      const { resource, ref } = await made(stand, one);
      const before = await row(one, ref);
      const { values, field, words } = one.refusal;
      const written = await resource.update(await writeTo(resource, ref, one, values));
      expect(written).toMatchObject({ outcome: 'refused', refusals: [{ field, words: expect.stringMatching(words) }] });
      expect(await row(one, ref)).toEqual(before);
    });

    test('to a record that was deleted is answered gone', async () => {
      const { resource, ref } = await made(stand, one);
      const write = await writeTo(resource, ref, one, { [one.field]: 'For sent' });
      await one.remove(stand.sandbox.people, ref);
      expect(await resource.update(write)).toEqual({ outcome: 'gone' });
      expect(await resource.read(ref, one.role)).toBeUndefined();
    });

    test('that deactivates leaves the record inactive, whatever it holds as the condition', async () => {
      const { resource, ref } = await made(stand, one);
      expect(await resource.deactivate(await deactivation(resource, ref, one))).toMatchObject({ outcome: 'done' });
      expect(await row(one, ref)).toMatchObject(one.inactive);
    });

    test('that deactivates is stale where a person has changed anything since, and changes nothing (Inv 5)', async () => {
      const { resource, ref } = await made(stand, one);
      const write = await deactivation(resource, ref, one);
      await one.edit(stand.sandbox.people, ref, 'Deres');
      const before = await row(one, ref);
      expect(await resource.deactivate(write)).toEqual({ outcome: 'stale' });
      expect(await row(one, ref)).toEqual(before);
    });
  });
}

/** A record a person just made, and the resource it is of. */
export async function made(stand: Stand, one: ResourceBench, timeoutMs?: number) {
  const ref = await stand.added(one);
  const resource = await stand.resource(one.name, timeoutMs === undefined ? {} : { timeoutMs });
  return { resource, ref };
}

/** A write decided on what a read just brought. */
export async function writeTo(
  resource: Resource,
  ref: RecordRef,
  one: ResourceBench,
  values: WriteTo['values'],
): Promise<WriteTo> {
  const reading = (await resource.read(ref, one.role))!;
  const expected = Object.fromEntries(Object.keys(values).map((field) => [field, heldIn(reading, one, field)!]));
  return {
    ref,
    values,
    expected,
    ...(one.role && { role: one.role }),
    ...(reading.version !== undefined && { version: reading.version }),
  };
}

/** A deactivation decided on everything a reading shows. */
async function deactivation(resource: Resource, ref: RecordRef, one: ResourceBench): Promise<WriteTo> {
  const write = await writeTo(resource, ref, one, {});
  const { values } = (await resource.read(ref, one.role))!;
  const expected = isContact(values) ? { ...values.shared, ...values[one.role!] } : values;
  return { ...write, expected };
}

/** What a reading says of a field, wherever it keeps it. */
export const heldIn = ({ values }: Reading, { role }: ResourceBench, field: string) =>
  isContact(values)
    ? values.shared[field] !== undefined
      ? values.shared[field]
      : values[role!]?.[field]
    : values[field];
