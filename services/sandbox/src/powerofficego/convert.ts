import type { FieldType, Shape } from './fields.js';
import type { Values } from './record.js';

/** What a value became under a property's type, as Newtonsoft converts it; absent when it cannot. */
export type Converted = { readonly value: unknown } | undefined;

/** Converts a JSON value for a property. Null is allowed everywhere: every property of the PATCH types is nullable. */
export function convert(type: FieldType, value: unknown): Converted {
  if (value === null || value === undefined) return type === 'address' ? undefined : { value: null };
  if (typeof type !== 'string') return typeof value === 'string' ? oneOf(type, value) : undefined;
  return converters[type](value);
}

const converters: Record<Extract<FieldType, string>, (value: unknown) => Converted> = {
  text: (value) => (typeof value === 'object' ? undefined : { value: spelled(value) }),
  integer: (value) => number(value, /^-?\d{1,15}$/),
  decimal: (value) => number(value, /^-?\d{1,15}(\.\d+)?$/),
  yesNo: (value) => {
    const word = String(value).toLowerCase();
    return word === 'true' || word === 'false' ? { value: word === 'true' } : undefined;
  },
  date: (value) => {
    const valid = typeof value === 'string' && /^\d{4}-\d\d-\d\d(T|$)/.test(value) && !Number.isNaN(Date.parse(value));
    return valid ? { value } : undefined;
  },
  integers: (value) => {
    const all = Array.isArray(value) ? value.map((one) => number(one, /^\d{1,15}$/)?.value) : [undefined];
    return all.includes(undefined) ? undefined : { value: all };
  },
  address: (value) => (typeof value === 'object' && !Array.isArray(value) ? { value } : undefined),
};

function number(value: unknown, shape: RegExp): Converted {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  return shape.test(String(value)) ? { value: Number(value) } : undefined;
}

function oneOf(words: readonly string[], value: string): Converted {
  const word = words.find((each) => each.toLowerCase() === value.toLowerCase());
  return word ? { value: word } : undefined;
}

const spelled = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value));

/** Whether two stored values of one type are the same; dates count by their first ten characters. */
export function equal(type: FieldType, a: unknown, b: unknown): boolean {
  if (type === 'date') return String(a ?? '').slice(0, 10) === String(b ?? '').slice(0, 10);
  if (typeof a === 'object' || typeof b === 'object') return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  return (a ?? null) === (b ?? null);
}

/**
 * A whole address as a body gives it, its members by their own names; absent when it is none. `CountryCode` is `NO`
 * when left out; unknown members are ignored, as the real API does.
 */
export function addressFrom(shape: Shape, value: unknown): Values | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const address: Record<string, unknown> = {};
  for (const [name, { type }] of Object.entries(shape.address)) {
    const member = convert(type, (value as Values)[name]);
    if (!member) return undefined;
    address[name] = member.value;
  }
  address.CountryCode ??= 'NO';
  return address;
}
