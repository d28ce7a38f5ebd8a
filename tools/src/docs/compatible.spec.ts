import { describe, expect, test } from 'vitest';
import { broken, type Schema, widened } from './compatible.js';
import { releasedSchemas, releasedVersions, wireSchemas } from './released.js';
import { knownWidenings } from './widenings.js';

const old: Schema = {
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 1 },
    count: { type: 'integer', minimum: 0 },
    op: { type: 'string', enum: ['create', 'update'] },
    note: { type: 'string' },
    value: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    reasons: { type: 'array', items: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] } },
    stamps: { type: 'object', additionalProperties: { type: 'string' } },
  },
  required: ['id', 'count', 'op', 'reasons'],
};
const field = (name: string, changed: Schema): Schema => ({
  ...old,
  properties: { ...old.properties, [name]: changed },
});
const without = (name: string): Schema => {
  const { [name]: _, ...properties } = old.properties!;
  return { ...old, properties, required: old.required!.filter((other) => other !== name) };
};
const paths = (changes: readonly { readonly path: string }[]) => [...new Set(changes.map(({ path }) => path))];

describe('a changed schema', () => {
  test('breaks nothing where it is the same, or says more', () => {
    expect([...broken(old, old), ...widened(old, old)]).toEqual([]);
    const more = field('more', { type: 'string' });
    expect([...broken(old, more), ...widened(old, more)]).toEqual([]);
  });

  test.each<[string, Schema, string]>([
    ['a field that is told no more', without('note'), '.note'],
    ['a required field that is told no more', without('count'), '.count'],
    ['a field that is required now', { ...old, required: [...old.required!, 'note'] }, '.note'],
    ['another type', field('count', { type: 'string' }), '.count'],
    ['a word less', field('op', { type: 'string', enum: ['create'] }), '.op'],
    ['words where there was any text', field('note', { type: 'string', enum: ['a'] }), '.note'],
    ['a narrower bound', field('count', { type: 'integer', minimum: 1 }), '.count'],
    ['a pattern', field('id', { type: 'string', minLength: 1, pattern: '^a' }), '.id'],
    ['a choice less', field('value', { type: 'string' }), '.value'],
    ['a list of something else', field('reasons', { type: 'array', items: { type: 'string' } }), '.reasons[]'],
    [
      'other values by name',
      field('stamps', { type: 'object', additionalProperties: { type: 'number' } }),
      '.stamps.*',
    ],
  ])('breaks with %s', (_, now, path) => {
    expect(paths(broken(old, now))).toContain(path);
  });

  test.each<[string, Schema, string]>([
    ['a word more', field('op', { type: 'string', enum: ['create', 'update', 'deactivate'] }), '.op'],
    ['a wider bound', field('count', { type: 'integer', minimum: -1 }), '.count'],
    ['a field that may be missing now', { ...old, required: ['id', 'op', 'reasons'] }, '.count'],
    ['a choice more', field('note', { anyOf: [{ type: 'string' }, { type: 'null' }] }), '.note'],
  ])('is refused by readers of the old one with %s, and breaks nothing else', (_, now, path) => {
    expect(paths(widened(old, now))).toEqual([path]);
    expect(broken(old, now)).toEqual([]);
  });
});

describe('what crosses the bus', () => {
  const now = wireSchemas();
  const released = releasedVersions().map((version) => [version, releasedSchemas(version)] as const);

  test('was released at least once', () => {
    expect(released.length).toBeGreaterThan(0);
    for (const [version, schemas] of released) expect(Object.keys(schemas).length, version).toBeGreaterThan(10);
  });

  test('reads every message of every version that was released, and tells no less', () => {
    const breaks = released.flatMap(([version, schemas]) =>
      Object.entries(schemas).flatMap(([name, schema]) =>
        now[name]
          ? broken(schema, now[name]).map(({ path, words }) => `${version} ${name}${path}: ${words}`)
          : [`${version} ${name}: is told no more`],
      ),
    );
    expect(breaks).toEqual([]);
  });

  test('is read by what was released last, but for what is widened knowingly', () => {
    const [version, schemas] = released.at(-1)!;
    const found = Object.entries(schemas).flatMap(([name, schema]) =>
      widened(schema, now[name] ?? schema).map(({ path }) => `${version} ${name}${path}`),
    );
    expect(new Set(found)).toEqual(new Set(Object.keys(knownWidenings)));
  });
});
