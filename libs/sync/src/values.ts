import type { Scalar, Values } from '@samsvar/contracts';

/** Whether a value is empty: known, and nothing there. Absent is not empty, it is not known. */
export const isEmpty = (value: Scalar | undefined): boolean => value === null || value === '';

/** The values of some fields; a field that is not known stays absent. */
export function pick(values: Values, fields: Iterable<string>): Values {
  const picked: Record<string, Scalar> = {};
  for (const field of fields) {
    const value = values[field];
    if (value !== undefined) picked[field] = value;
  }
  return picked;
}

/** The fields of `now` that are not, byte for byte, what `before` says. */
export function changes(before: Values, now: Values): Values {
  const changed: Record<string, Scalar> = {};
  for (const field in now) if (now[field] !== before[field]) changed[field] = now[field]!;
  return changed;
}

/** Values without some fields. */
export function omit(values: Values, fields: readonly string[]): Values {
  if (fields.every((field) => values[field] === undefined)) return values;
  const rest: Record<string, Scalar> = { ...values };
  for (const field of fields) delete rest[field];
  return rest;
}
