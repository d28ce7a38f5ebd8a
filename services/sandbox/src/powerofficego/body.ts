import { isAnswer } from '../doors/answer.js';
import type { Answer } from '../doors/answer.js';
import { addressFrom, convert } from './convert.js';
import type { Shape } from './fields.js';
import { badInput, invalid } from './problem.js';
import type { Values } from './record.js';

/** A body as JSON, or the answer to one that is none. */
export function parse(body: string): { readonly value: unknown } | Answer {
  try {
    return { value: JSON.parse(body) as unknown };
  } catch {
    return badInput('$', 'The JSON value could not be converted.');
  }
}

/** The fields a POST gave, by exactly their names (another casing is ignored in silence, as the real API does). */
export function readBody(shape: Shape, body: string): Record<string, unknown> | Answer {
  const parsed = parse(body);
  if (isAnswer(parsed)) return parsed;
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return badInput('$', 'The JSON value could not be converted.');
  }
  const given = parsed.value as Values;
  const values: Record<string, unknown> = {};
  for (const name in given) {
    const field = shape.fields[name];
    if (!field || given[name] === null) continue;
    const value = field.type === 'address' ? addressFrom(shape, given[name]) : convert(field.type, given[name])?.value;
    if (value === undefined) return badInput(`$.${name}`, `The JSON value could not be converted. Path: $.${name}.`);
    values[name] = value;
  }
  return values;
}

/** Answers the first text that is too long; none when all fit. */
export function tooLong(shape: Shape, values: Values): Answer | undefined {
  const fields = Object.entries(shape.fields);
  for (const [name, { max }] of fields) {
    const value = values[name];
    if (max && typeof value === 'string' && value.length > max) return exceeds(shape, name, max);
  }
  const address = values.MailAddress as Values | null | undefined;
  for (const [name, { max }] of address ? Object.entries(shape.address) : []) {
    const value = address![name];
    if (max && typeof value === 'string' && value.length > max) return exceeds(shape, `MailAddress.${name}`, max);
  }
  return undefined;
}

const exceeds = (shape: Shape, name: string, max: number): Answer =>
  invalid(shape.noun, `${name} cannot be longer than ${max} characters.`);

/** An address that is made needs a city and a zip code. */
export function incompleteAddress(shape: Shape, values: Values): Answer | undefined {
  const address = values.MailAddress as Values | undefined;
  if (!address) return undefined;
  for (const name of ['City', 'ZipCode']) {
    if (!address[name]) return invalid(shape.noun, `MailAddress.${name} is required.`);
  }
  return undefined;
}

/** Answers a required name that is empty; only the names asked about are looked at. */
export function missing(shape: Shape, values: Values, names: readonly string[]): Answer | undefined {
  const name = names.find((each) => !String(values[each] ?? '').trim());
  return name ? invalid(shape.noun, `${name} is required.`) : undefined;
}
