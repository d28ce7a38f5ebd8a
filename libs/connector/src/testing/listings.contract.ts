import type { RecordRef } from '@samsvar/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isContact } from '../record/fields.js';
import type { Page, Reading } from '../port.js';
import { type Bench, collected, idsOf, listing, type ResourceBench, Stand } from './bench.js';

const pageSize = 7;
const sorted = (ids: readonly string[]) => [...ids].sort();
/** The newest stamp of each name. */
const newestOf = (readings: readonly Reading[]): Readonly<Record<string, string>> =>
  readings.reduce<Record<string, string>>((newest, { stamps }) => {
    for (const [name, stamp] of Object.entries(stamps)) if (stamp > (newest[name] ?? '')) newest[name] = stamp;
    return newest;
  }, {});
const earlierBy = (stamp: string, seconds: number) =>
  new Date(Date.parse(`${stamp.slice(0, 19)}Z`) - seconds * 1_000).toISOString().slice(0, 19);

/** What listing and reading owe. */
export function listingsContract(bench: Bench): void {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  const everyId = async ({ rows, lists }: ResourceBench): Promise<readonly string[]> => {
    const all = await Promise.all(lists.map((list) => rows(stand.sandbox.people, list)));
    return sorted([...new Set(all.flat().map((row) => bench.idOf(row)))]);
  };
  const held = (reading: Reading | undefined, { role, field }: ResourceBench) => {
    const { values } = reading!;
    return isContact(values) ? (values.shared[field] ?? values[role!]?.[field]) : values[field];
  };

  describe.each(bench.resources)('the $name listings', (one) => {
    const { name } = one;
    test('name every record twice the same, in one stable order, and say that they are complete', async () => {
      const resource = await stand.resource(name, { pageSize });
      const first = await collected(resource.scan({ idsOnly: false }));
      const again = await collected(resource.scan({ idsOnly: true }));
      expect(idsOf(again.readings)).toEqual(idsOf(first.readings));
      expect(sorted(idsOf(first.readings))).toEqual(await everyId(one));
      expect([first.last.complete, again.last.complete]).toEqual([true, true]);
      expect([undefined, first.readings.length]).toContain(again.last.total);
    });

    test.each([pageSize, 500])('bring every record from the beginning, %i rows a page', async (size) => {
      const { readings, last } = await collected((await stand.resource(name, { pageSize: size })).changes(undefined));
      expect(sorted([...new Set(idsOf(readings))])).toEqual(await everyId(one));
      expect(last.cursor).toBeDefined();
    });

    test('take as many requests as there are pages', async () => {
      const resource = await stand.resource(name, { pageSize });
      for (const pages of [resource.scan({ idsOnly: false }), resource.changes(undefined)]) {
        stand.front.forget();
        await collected(pages);
        for (const list of one.lists) {
          const rows = (await one.rows(stand.sandbox.people, list)).length;
          expect(stand.to(list)).toHaveLength(Math.ceil(rows / pageSize));
        }
      }
    });

    test.each([pageSize, 500])(
      'bring what changed since the cursor and nothing much older, %i rows a page',
      async (size) => {
        const ref = await stand.added(one);
        const resource = await stand.resource(name, { pageSize: size });
        const before = await collected(resource.changes(undefined));
        await one.edit(stand.sandbox.people, ref, 'Etter');
        const born = await stand.added(one);
        const since = await collected(resource.changes(before.last.cursor));
        expect(idsOf(since.readings)).toEqual(expect.arrayContaining([ref.id, born.id]));
        expect(
          held(
            since.readings.findLast(({ id }) => id === ref.id),
            one,
          ),
        ).toBe('Etter');
        if (since.last.complete) return;
        const newest = newestOf(before.readings);
        const isRecent = ([stamp, at]: [string, string]) => at >= earlierBy(newest[stamp]!, bench.overlapSeconds);
        for (const { stamps } of since.readings) expect(Object.entries(stamps).some(isRecent)).toBe(true);
      },
    );

    test('bring a record committed late, with the very stamp of one met before', async () => {
      const [late, early] = [await stand.added(one), await stand.added(one)];
      const resource = await stand.resource(name, { pageSize });
      const before = await collected(resource.changes(undefined));
      await one.edit(stand.sandbox.people, late, 'Sent');
      await one.edit(stand.sandbox.people, early, 'Tidlig');
      let stamp = '';
      const hidden = listing(bench, (rows) => {
        stamp ||= rows.filter((row) => bench.idOf(row) === early.id).map((row) => bench.stampOf(row))[0] ?? '';
        return rows.filter((row) => bench.idOf(row) !== late.id);
      });
      stand.front.meets(hidden);
      const first = await collected(resource.changes(before.last.cursor));
      expect(idsOf(first.readings)).toContain(early.id);
      expect(idsOf(first.readings)).not.toContain(late.id);
      const shown = (rows: readonly Parameters<typeof bench.idOf>[0][]) =>
        rows.map((row) => (bench.idOf(row) === late.id ? bench.restamped(row, stamp) : row));
      stand.front.meets(listing(bench, shown));
      const second = await collected(resource.changes(first.last.cursor));
      expect(
        held(
          second.readings.find(({ id }) => id === late.id),
          one,
        ),
      ).toBe('Sent');
    });

    test('bring again what the one who listened could not keep', async () => {
      const resource = await stand.resource(name);
      const { last } = await collected(resource.changes(undefined));
      const ref = await stand.added(one);
      const failing = async (pages: AsyncIterable<Page>) => {
        for await (const page of pages) if (page.readings.length > 0) throw new Error('the database is away');
      };
      await expect(failing(resource.changes(last.cursor))).rejects.toThrow('away');
      const again = await collected(resource.changes(last.cursor));
      expect(idsOf(again.readings)).toContain(ref.id);
    });

    test('bring no readings when they say that nothing changed, unless all is asked for', async () => {
      const ref = await stand.added(one);
      const resource = await stand.resource(name);
      const first = await collected(resource.changes(undefined));
      const { readings, last } = await collected(resource.changes(first.last.cursor));
      if (last.unchanged) expect(readings).toEqual([]);
      else expect(idsOf(readings)).toContain(ref.id);
      const whole = await collected(resource.changes(last.cursor, { whole: true }));
      expect(whole.last.unchanged).toBeUndefined();
      expect(idsOf(whole.readings)).toContain(ref.id);
    });

    test('say of a record what a read by id says', async () => {
      const resource = await stand.resource(name);
      const { readings } = await collected(resource.scan({ idsOnly: false }));
      for (const reading of [...readings.slice(0, 5), ...readings.slice(-3)]) {
        const ref: RecordRef = { tenant: 'default', system: bench.system, resource: name, id: reading.id };
        const read = await resource.read({ ...ref, ...(reading.parent && { parent: reading.parent }) });
        if (isContact(reading.values) && reading.values.roles.length > 1) {
          const { roles, shared } = read!.values as typeof reading.values;
          expect(roles).toEqual(reading.values.roles.slice(0, 1));
          expect(reading.values.shared).toMatchObject(shared);
        } else expect(read).toEqual(reading);
      }
    });

    test('leave out a record that was deleted, and name it again once it is back under its id', async () => {
      const resource = await stand.resource(name);
      const ref = await stand.added(one);
      const before = await collected(resource.changes(undefined));
      await one.remove(stand.sandbox.people, ref);
      expect(idsOf((await collected(resource.scan({ idsOnly: true }))).readings)).not.toContain(ref.id);
      const after = await collected(resource.changes(before.last.cursor));
      expect(idsOf(after.readings)).not.toContain(ref.id);
      expect(after.last.complete === true || after.gone.includes(ref.id)).toBe(true);
      expect(await resource.read(ref)).toBeUndefined();
      await stand.sandbox.turn('restored', { system: bench.system, resource: name, id: ref.id });
      expect(idsOf((await collected(resource.changes(after.last.cursor))).readings)).toContain(ref.id);
      expect(await resource.read(ref)).toMatchObject({ id: ref.id });
    });

    test('and reads know of a record nobody has that there is none', async () => {
      const resource = await stand.resource(name);
      const ref: RecordRef = { tenant: 'default', system: bench.system, resource: name, ...one.nobody };
      expect(await resource.read(ref)).toBeUndefined();
    });
  });
}

/** What listing owes where there is nothing to list. */
export function emptyContract(bench: Bench): void {
  let stand: Stand;
  beforeAll(async () => void (stand = await Stand.of(bench, 0)));
  afterEach(() => stand.calm());
  afterAll(() => stand.close());

  test.each(bench.resources)('the $name listings of nothing are complete', async ({ name, lists }) => {
    const resource = await stand.resource(name);
    const scanned = await collected(resource.scan({ idsOnly: false }));
    expect(scanned).toMatchObject({ readings: [], last: { complete: true } });
    const first = await collected(resource.changes(scanned.last.cursor));
    const second = await collected(resource.changes(first.last.cursor));
    expect([...first.readings, ...second.readings]).toEqual([]);
    for (const asked of lists.flatMap((list) => stand.to(list))) expect(asked.get(bench.sinceParameter)).not.toBe('');
  });
}
