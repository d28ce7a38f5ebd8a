import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Unanswered } from '../failures.js';
import type { Birth, Reading, Written } from '../port.js';
import { markOfReading } from '../runtime/marks.js';
import { type Bench, type ResourceBench, Stand } from './bench.js';
import { heldIn } from './writes.contract.js';

/** What making records owes: whatever becomes of the answers, one birth makes one record (Inv 12). */
export function birthsContract(bench: Bench): void {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  const birthOf = (one: ResourceBench, word: string, key = 'k'): Birth => {
    const reference = `sv-${word[0]!.repeat(25)}`;
    return { tenant: 'default', values: one.birth!(word), reference, key: `${reference}-${key}` };
  };
  const readingIn = (written: Written): Reading => {
    expect(written).toMatchObject({ outcome: 'done' });
    return (written as { reading: Reading }).reading;
  };

  describe.each(bench.resources.filter(({ birth }) => birth))('the birth of a $name', (one) => {
    const { name } = one;
    const all = async () => (await one.rows(stand.sandbox.people, one.lists[0]!)).length;

    test('makes a record with what it was told, which is found again by what it bears (Inv 12)', async () => {
      const resource = await stand.resource(name);
      const birth = birthOf(one, 'alfa');
      const reading = readingIn(await resource.create(birth));
      const told = Object.entries(birth.values);
      expect(told.map(([field]) => [field, heldIn(reading, one, field)])).toEqual(told);
      expect(await resource.find(birth.reference, birth)).toEqual(reading);
      const mark = resource.markOf ? resource.markOf(birth.values) : birth.reference;
      expect(markOfReading('default', resource, reading)).toMatch(new RegExp(`${mark}$`));
      if (!resource.markOf) expect(reading.reference).toBe(birth.reference);
    });

    test('said twice makes one record', async () => {
      const resource = await stand.resource(name);
      const before = await all();
      const birth = birthOf(one, 'bravo');
      const first = readingIn(await resource.create(birth));
      const second = await resource.create(birth);
      if (resource.abilities.idempotentCreate) expect(readingIn(second)).toEqual(first);
      else if (resource.abilities.looksFirst) expect(second.outcome).toBe('refused');
      else expect(second).toEqual({ outcome: 'exists', id: first.id });
      expect(await all()).toBe(before + 1);
    });

    test('whose reference is borne already is answered with who bears it', async () => {
      const resource = await stand.resource(name);
      if (resource.abilities.looksFirst) return expect(resource.markOf).toBeDefined();
      const { id } = readingIn(await resource.create(birthOf(one, 'charlie')));
      expect(await resource.create(birthOf(one, 'charlie', 'another'))).toEqual({ outcome: 'exists', id });
    });

    test('that never came to be leaves nothing to find', async () => {
      const resource = await stand.resource(name);
      const birth = birthOf(one, 'delta');
      expect(await resource.find(birth.reference, birth)).toBeUndefined();
    });

    test('that the system refuses says why, and nothing is made', async () => {
      const resource = await stand.resource(name);
      const before = await all();
      const birth = birthOf(one, 'echo');
      const { values, field, words } = one.birthRefusal ?? one.refusal;
      const written = await resource.create({ ...birth, values: { ...birth.values, ...values } });
      expect(written).toMatchObject({ outcome: 'refused', refusals: [{ field, words: expect.stringMatching(words) }] });
      expect(await all()).toBe(before);
    });

    test.each(['lost-answer', 'error-500-after'] as const)('that met %s may have been carried out', async (fault) => {
      const resource = await stand.resource(name);
      await resource.find(birthOf(one, 'foxtrot').reference, birthOf(one, 'foxtrot'));
      const birth = birthOf(one, fault === 'lost-answer' ? 'golf' : 'hotel');
      await stand.sandbox.turn('faults', { [fault]: 1 });
      await expect(resource.create(birth)).rejects.toThrow(Unanswered);
      await stand.sandbox.turn('faults', {});
      expect(await resource.find(birth.reference, birth)).toBeDefined();
    });
  });

  const unborn = bench.resources.filter(({ birth }) => !birth);
  if (unborn.length === 0) return;
  test.each(unborn)('a $name is not made, and nothing is sent', async ({ name }) => {
    const resource = await stand.resource(name);
    const reference = `sv-${'a'.repeat(25)}`;
    const written = await resource.create({ tenant: 'default', values: {}, reference, key: 'k' });
    expect(written).toMatchObject({ outcome: 'refused', refusals: [{ field: null }] });
    expect(stand.front.passed).toEqual([]);
  });
}
