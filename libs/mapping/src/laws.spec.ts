import type { Scalar, Values } from '@samsvar/contracts';
import { categories, systems } from '@samsvar/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fields } from './fields.js';
import { isNo } from './language/codec.js';
import type { Mapping } from './language/mapping.js';
import { toCanonical, toExpected, toNative } from './language/translate.js';
import { mappings, personDepartment } from './mappings.js';
import { anyScalar, canonicalRecord, nativeRecord } from './testing/arbitraries.js';

/** The laws of reference/correctness.md B.13: `get` is toCanonical, `put` writes what differs and nothing else. */
const at = { tenant: 'default' };
/** As many cases per law and mapping; `LAW_RUNS=10000` before a release (docs/correctness.md). */
const runs = { numRuns: Number(process.env['LAW_RUNS'] ?? 1_000) };
const get = (mapping: Mapping, s: Values) => toCanonical(mapping, at, s).values;
const same = (mapping: Mapping, field: string, a: Scalar | undefined, b: Scalar | undefined) =>
  a === undefined || b === undefined ? a === b : fields[mapping.kind].get(field)!.same(a, b);

function put(mapping: Mapping, c: Values, s: Values): { s: Values; written: readonly string[] } {
  const now = get(mapping, s);
  const differs = Object.keys(c).filter((field) => !same(mapping, field, now[field], c[field]));
  const wanted = Object.fromEntries(differs.map((field) => [field, c[field]!]));
  const { values } = toNative(mapping, wanted, { ...at, birth: false });
  return { s: { ...s, ...values }, written: Object.keys(values) };
}

const all = categories.flatMap((category) =>
  systems.map((system) => [`${system} ${category}`, mappings[category][system] as Mapping] as const),
);

/** What a customer who is a person says as a department, for tenants that want both, is one more. */
const literal = ['powerofficego CUSTOMER of a person', personDepartment as Mapping] as const;

describe.each([...all, literal])('%s', (_, mapping) => {
  const world = fc.tuple(canonicalRecord(mapping), nativeRecord(mapping));
  // What a veto hides cannot be seen, so neither recalled nor changed from here (a customer's read-only IsActive).
  const vetoed = (s: Values) => mapping.rows.filter((row) => row.vetoedBy && s[row.vetoedBy] === false);

  test('a value that was read can be recalled exactly, so that an expectation is never a guess', () => {
    const holds = (s: Values) => {
      const hidden = vetoed(s).map((row) => row.native);
      for (const [native, value] of Object.entries(toExpected(mapping, get(mapping, s), at)))
        if (!hidden.includes(native)) expect([native, value]).toEqual([native, s[native]]);
      const read = Object.keys(get(mapping, s)).filter((field) => !(field in mapping.constants));
      expect(Object.keys(toExpected(mapping, get(mapping, s), at))).toHaveLength(read.length);
    };
    fc.assert(fc.property(nativeRecord(mapping), holds), runs);
  });

  test('a record that conforms to its schema is read whole', () => {
    const holds = (s: Values) => {
      expect(mapping.native.safeParse(s).success).toBe(true);
      expect(toCanonical(mapping, at, s).problems).toEqual([]);
    };
    fc.assert(fc.property(nativeRecord(mapping), holds), runs);
  });

  test('no change writes nothing (GetPut; Inv 17)', () => {
    const holds = (s: Values) => {
      expect(put(mapping, get(mapping, s), s)).toEqual({ s, written: [] });
    };
    fc.assert(fc.property(nativeRecord(mapping), holds), runs);
  });

  test('what was written is what will be read (PutGet)', () => {
    const holds = ([c, s]: [Values, Values]) => {
      const after = put(mapping, c, s);
      const now = get(mapping, after.s);
      for (const row of mapping.rows)
        if (after.written.includes(row.native) && !vetoed(s).includes(row))
          expect([row.field, now[row.field], same(mapping, row.field, now[row.field], c[row.field])]).toEqual([
            row.field,
            now[row.field],
            true,
          ]);
    };
    fc.assert(fc.property(world, holds), runs);
  });

  test('writing again changes nothing: at most one bounce (stability)', () => {
    const holds = ([c, s]: [Values, Values]) => {
      const once = put(mapping, c, s).s;
      expect(put(mapping, get(mapping, once), once)).toEqual({ s: once, written: [] });
    };
    fc.assert(fc.property(world, holds), runs);
  });

  test('properties that no field names are left alone (locality)', () => {
    const mapped = new Set(mapping.rows.map((row) => row.native));
    const holds = ([c, s]: [Values, Values]) => {
      const after = put(mapping, c, { ...s, Elsewhere: 'as it was' }).s;
      expect(after.Elsewhere).toBe('as it was');
      for (const name in s) if (!mapped.has(name)) expect(after[name]).toBe(s[name]);
    };
    fc.assert(fc.property(world, holds), runs);
  });

  test('anything at all is said or refused by name, never thrown (totality)', () => {
    const natives = fc.dictionary(fc.constantFrom(...Object.keys(mapping.native.shape), 'Other'), anyScalar);
    const canonicals = fc.dictionary(fc.constantFrom(...Object.keys(mapping.fields), 'other'), anyScalar);
    const holds = ([s, c, birth]: [Values, Values, boolean]) => {
      const { problems, values } = toCanonical(mapping, at, s);
      for (const { field } of problems) expect(values).not.toHaveProperty([field!]);
      const told = toNative(mapping, c, { ...at, birth });
      const constants = Object.keys(c).filter((field) => field in mapping.constants);
      expect(Object.keys(told.values).length + told.refusals.length + constants.length).toBe(Object.keys(c).length);
      toExpected(mapping, c, at);
    };
    fc.assert(fc.property(fc.tuple(natives, canonicals, fc.boolean()), holds), runs);
  });

  test('no refusal repeats the value it refuses', () => {
    const secret = 'Hemmelig Verdi 4711 '.repeat(30);
    const c = Object.fromEntries(Object.keys(mapping.fields).map((field) => [field, secret]));
    for (const { words } of toNative(mapping, c, { ...at, birth: true }).refusals) expect(words).not.toContain('4711');
  });
});

describe('the two sides of a flow', () => {
  test.each(categories)('%s: it does not matter which side a value passes first (normalisers commute)', (category) => {
    const { powerofficego, customhrm } = mappings[category];
    const shared = customhrm.rows.filter(({ field }) => powerofficego.rowOf.has(field) && !field.endsWith('Id'));
    for (const row of shared) {
      const through = (mapping: Mapping, value: Scalar) => {
        const { codec } = mapping.rowOf.get(row.field)!;
        const native = codec.encode(value, at);
        return isNo(native) ? native : codec.decode(native, at);
      };
      const holds = (value: Scalar) => {
        const [a, b] = [through(powerofficego, value), through(customhrm, value)];
        if (isNo(a) || isNo(b)) return;
        const [ab, ba] = [through(customhrm, a), through(powerofficego, b)];
        expect([isNo(ab), isNo(ba)]).toEqual([false, false]);
        expect(same(powerofficego, row.field, ab as Scalar, ba as Scalar)).toBe(true);
      };
      fc.assert(fc.property(anyScalar, holds), { numRuns: 200 });
    }
  });
});
