import type { RecordRef } from '@samsvar/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isContact } from '../record/fields.js';
import type { Birth, Reading, Resource, WriteTo } from '../port.js';
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

  const born = bench.resources.filter(({ birth }) => birth);
  const birthOf = (one: ResourceBench, letter: string, key = 'k'): Birth => {
    const reference = `sv-${letter.repeat(25)}`;
    return { tenant: 'default', values: one.birth!, reference, key: `${reference}-${key}` };
  };
  describe.each(born)('the birth of a $name', (one) => {
    const { name } = one;
    const all = async () => (await one.rows(stand.sandbox.people, one.lists[0]!)).length;

    test('said twice with one key makes one record, which bears our reference (Inv 12)', async () => {
      const resource = await stand.resource(name);
      const before = await all();
      const birth = birthOf(one, 'a');
      const [first, second] = [await resource.create(birth), await resource.create(birth)];
      expect(first).toMatchObject({ outcome: 'done', reading: { reference: birth.reference, values: one.birth } });
      expect(second).toEqual(first);
      expect(await all()).toBe(before + 1);
      expect(await resource.find(birth.reference, birth)).toEqual((first as { reading: Reading }).reading);
    });

    test('whose reference is borne already is answered with who bears it', async () => {
      const resource = await stand.resource(name);
      const first = await resource.create(birthOf(one, 'b'));
      const { id } = (first as { reading: Reading }).reading;
      expect(await resource.create(birthOf(one, 'b', 'another'))).toEqual({ outcome: 'exists', id });
    });

    test('that never came to be leaves nothing to find', async () => {
      const resource = await stand.resource(name);
      const birth = birthOf(one, 'c');
      expect(await resource.find(birth.reference, birth)).toBeUndefined();
    });

    test('that the system refuses says why', async () => {
      const resource = await stand.resource(name);
      const birth = birthOf(one, 'd');
      const written = await resource.create({ ...birth, values: { ...birth.values, ...one.refusal.values } });
      const { field, words } = one.refusal;
      expect(written).toMatchObject({ outcome: 'refused', refusals: [{ field, words: expect.stringMatching(words) }] });
    });
  });

  const unborn = bench.resources.filter(({ birth }) => !birth);
  test.each(unborn)('a $name is not made yet, and nothing is sent', async ({ name }) => {
    const resource = await stand.resource(name);
    const reference = `sv-${'a'.repeat(25)}`;
    const written = await resource.create({ tenant: 'default', values: {}, reference, key: 'k' });
    expect(written).toMatchObject({ outcome: 'refused', refusals: [{ field: null }] });
    expect(stand.front.passed).toEqual([]);
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

const heldIn = ({ values }: Reading, { role }: ResourceBench, field: string) =>
  isContact(values)
    ? values.shared[field] !== undefined
      ? values.shared[field]
      : values[role!]?.[field]
    : values[field];
