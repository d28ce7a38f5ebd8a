import type { Scalar, Values } from '@samsvar/contracts';
import type { FieldPolicy, Unit } from '../policy.js';
import { isEmpty } from '../values.js';
import type { Member } from './state.js';

/** Whether two values of a field say the same; nobody's opinion and empty are alike. */
export function sameField(field: FieldPolicy, a: Scalar | undefined, b: Scalar | undefined): boolean {
  if (a === b) return true;
  const [one, other] = [known(a), known(b)];
  return one === other || field.same(one, other);
}

const known = (value: Scalar | undefined): Scalar => (value === undefined || isEmpty(value) ? null : value);

/** The fields of a unit a member is known to say something in; masked ones are left out. */
export const knownFields = (unit: Unit, said: Values): readonly FieldPolicy[] =>
  unit.fields.filter((field) => said[field.name] !== undefined);

/** Whether one set of values says nothing in these fields that the other does not say too. */
export const within = (fields: readonly FieldPolicy[], a: Values, b: Values): boolean =>
  fields.every((field) => {
    const value = a[field.name];
    return value === undefined || isEmpty(value) || sameField(field, value, b[field.name]);
  });

/** Whether two sets of values say the same in these fields. */
export const sameIn = (fields: readonly FieldPolicy[], a: Values, b: Values): boolean =>
  fields.every((field) => sameField(field, a[field.name], b[field.name]));

export const emptyIn = (fields: readonly FieldPolicy[], values: Values): boolean =>
  fields.every((field) => values[field.name] === undefined || isEmpty(values[field.name]));

/** Whether a member holds the agreed value of a field, or what it is known to make of it. */
export function holds(field: FieldPolicy, member: Member, agreed: Values): boolean {
  return sameField(field, member.said[field.name], agreed[field.name]) || isMadeOf(field, member, agreed);
}

/** Whether what a member says is what it is known to make of the agreed value. */
export function isMadeOf(field: FieldPolicy, { said, lossy }: Member, agreed: Values): boolean {
  const known = lossy[field.name];
  return (
    known !== undefined &&
    sameField(field, known.told, agreed[field.name]) &&
    sameField(field, known.stored, said[field.name])
  );
}

/** Whether what was agreed is what this member last agreed to: then only a change of its own can part them. */
export const inStep = (fields: readonly FieldPolicy[], member: Member, agreed: Values): boolean =>
  fields.every((field) => {
    const base = member.base[field.name];
    if (sameField(field, base, agreed[field.name])) return true;
    const lossy = member.lossy[field.name];
    return (
      lossy !== undefined && sameField(field, lossy.told, agreed[field.name]) && sameField(field, lossy.stored, base)
    );
  });
