import type { z } from 'zod';
import { nearest } from './nearest.js';

/** What is wrong with an entry of the tenants' file, and what to do about it. */
export interface EntryFlaw {
  readonly path: readonly PropertyKey[];
  readonly what: string;
  readonly remedy: string;
}

const everyKey = 'see libs/service/samsvar.example.yaml for every key';

/** A complaint of the schema's in words a person can act on; an unknown key is a flaw of its own each. */
export function flawsOf(schema: z.ZodType, issue: z.core.$ZodIssue): readonly EntryFlaw[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path);
    return issue.keys.map((key) => ({ path: [...path, key], what: 'is no key here', remedy: insteadOf(key, known) }));
  }
  if (issue.code === 'invalid_key')
    return [{ path, what: issue.issues[0]?.message ?? issue.message, remedy: 'rename it' }];
  if (issue.code === 'invalid_value') return [{ path, what: 'is none of its values', remedy: oneOf(issue.values) }];
  if (issue.code === 'invalid_type') return [{ path, what: typeWords(issue), remedy: everyKey }];
  return [{ path, what: issue.message, remedy: remedyIn(issue) ?? everyKey }];
}

/** What a rule of ours says to do. */
const remedyIn = (issue: z.core.$ZodIssue): string | undefined =>
  issue.code === 'custom' && typeof issue.params?.['remedy'] === 'string' ? issue.params['remedy'] : undefined;

const oneOf = (values: readonly unknown[]) => `use one of ${values.map(String).join(', ')}`;
const typeWords = ({ message, expected }: z.core.$ZodIssueInvalidType) =>
  message.endsWith('received undefined') ? 'is missing' : `has to be ${kindWords[expected] ?? expected}`;
const kindWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a list of keys with values',
  record: 'a list of keys with values',
};

function insteadOf(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant ? `did you mean ${meant}?` : `remove it; ${known.length > 0 ? oneOf(known) : everyKey}`;
}

interface Definition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly keyType?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly entries?: Readonly<Record<string, string>>;
}

/** The keys a schema knows at a path; none where any key will do. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const { shape, innerType, in: before, keyType, valueType } = schema._zod.def as Definition;
  const within = innerType ?? before;
  if (within) return keysAt(within, path);
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(shape ?? (keyType?._zod.def as Definition)?.entries ?? {});
  const next = shape?.[String(first)] ?? valueType;
  return next ? keysAt(next, rest) : [];
}
