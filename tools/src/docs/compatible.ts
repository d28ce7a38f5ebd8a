import type { Described } from './shapes.js';

/** A JSON Schema as far as compatibility goes. */
export interface Schema extends Omit<Described, 'properties' | 'items' | 'anyOf' | 'additionalProperties'> {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly pattern?: string;
  readonly [bound: string]: unknown;
}

/** What a changed schema means for others, by path. */
export interface Change {
  readonly path: string;
  readonly words: string;
}

/** Larger is stricter, and smaller is. */
const atLeast = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const atMost = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];
/** What zod says of every safe integer is no choice of ours. */
const isBound = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) !== Number.MAX_SAFE_INTEGER;

/**
 * What breaks with a new schema: messages of the old one lie in topics for up to a year and are still to be read, and
 * what others read of them is never taken away.
 */
export const broken = (old: Schema, now: Schema): readonly Change[] => [
  ...refused(now, old, ''),
  ...takenAway(old, now, ''),
];

/** What readers of the old schema would refuse: they run beside new tellers during an upgrade. */
export const widened = (old: Schema, now: Schema): readonly Change[] => refused(old, now, '');

/** Where a reader might refuse what is told by another schema. What it does not know it leaves out, and refuses not. */
function refused(reader: Schema, told: Schema, path: string): readonly Change[] {
  const readers = alternatives(reader);
  const tellers = alternatives(told);
  if (readers.length > 1 || tellers.length > 1)
    return tellers.flatMap((teller) => {
      const tried = readers.map((one) => refused(one, teller, path));
      return tried.find((found) => found.length === 0) ? [] : nearest(tried);
    });
  return [
    ...refusedKind(reader, told, path),
    ...refusedBounds(reader, told, path),
    ...(reader.required ?? [])
      .filter((name) => !(told.required ?? []).includes(name))
      .map((name) => ({ path: `${path}.${name}`, words: 'is required, and may be missing' })),
    ...Object.entries(reader.properties ?? {}).flatMap(([name, field]) => {
      const same = told.properties?.[name];
      return same ? refused(field, same, `${path}.${name}`) : [];
    }),
    ...(reader.items && told.items ? refused(reader.items, told.items, `${path}[]`) : []),
    ...refusedOthers(reader, told, path),
  ];
}

const alternatives = (schema: Schema): readonly Schema[] => schema.anyOf ?? [schema];
const nearest = (tried: readonly (readonly Change[])[]): readonly Change[] =>
  tried.reduce((best, one) => (one.length < best.length ? one : best));

function refusedKind(reader: Schema, told: Schema, path: string): readonly Change[] {
  const [known, said] = [wordsOf(reader), wordsOf(told)];
  if (known) {
    const news = said?.filter((word) => !known.includes(word)) ?? ['any word'];
    return news.map((word) => ({ path, words: `does not know ${word}` }));
  }
  const takes = [reader.type ?? []].flat();
  const gets = [told.type ?? []].flat();
  const isTaken = (type: string) => takes.includes(type) || (type === 'integer' && takes.includes('number'));
  if (takes.length === 0 || (gets.length > 0 && gets.every(isTaken))) return [];
  return said?.every((word) => takes.includes(typeof JSON.parse(word)))
    ? []
    : [{ path, words: `takes ${takes.join(', ')}` }];
}

const wordsOf = ({ enum: some, const: one }: Schema): readonly string[] | undefined =>
  (one !== undefined ? [one] : some)?.map((word) => JSON.stringify(word));

function refusedBounds(reader: Schema, told: Schema, path: string): readonly Change[] {
  const stricter = (name: string, isWithin: (has: number, wants: number) => boolean) => {
    const [wants, has] = [reader[name], told[name]];
    if (!isBound(wants) || (isBound(has) && isWithin(has, wants))) return [];
    return [{ path, words: `takes ${name} ${wants}` }];
  };
  const said = wordsOf(told);
  return said
    ? []
    : [
        ...atLeast.flatMap((name) => stricter(name, (has, wants) => has >= wants)),
        ...atMost.flatMap((name) => stricter(name, (has, wants) => has <= wants)),
        ...(['pattern', 'format'] as const)
          .filter((name) => reader[name] !== undefined && reader[name] !== told[name])
          .map((name) => ({ path, words: `takes ${name} ${reader[name]}` })),
      ];
}

/** Fields by name: what their values and names may be. */
function refusedOthers(reader: Schema, told: Schema, path: string): readonly Change[] {
  const { additionalProperties: takes } = reader;
  const { additionalProperties: gets } = told;
  if (typeof takes !== 'object') return [];
  if (typeof gets !== 'object') return [{ path, words: 'takes fields by name' }];
  return refused(takes, gets, `${path}.*`);
}

function takenAway(old: Schema, now: Schema, path: string): readonly Change[] {
  const nows = alternatives(now);
  return alternatives(old).flatMap((one) => [
    ...Object.entries(one.properties ?? {}).flatMap(([name, field]) => {
      const still = nows.flatMap<Schema>(({ properties }) => properties?.[name] ?? []);
      const at = `${path}.${name}`;
      return still.length === 0 ? [{ path: at, words: 'is told no more' }] : takenAway(field, joined(still), at);
    }),
    ...(one.items ? takenAway(one.items, joined(nows.flatMap<Schema>(({ items }) => items ?? [])), `${path}[]`) : []),
  ]);
}

const joined = (some: readonly Schema[]): Schema => (some.length === 1 ? some[0]! : { anyOf: some });
