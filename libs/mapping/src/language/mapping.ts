import type { Category, ContactRole, Kind, ReasonCode, Resource, Scalar, System } from '@samsvar/contracts';
import { fingerprint } from '@samsvar/contracts';
import type { ZodObject } from 'zod';
import type { Codec } from './codec.js';

/**
 * Which way a field travels. `both` ⇄; `toHrm` → only towards the HRM; `atBirth` ⇥ told once, when the record is
 * made.
 */
export type Way = 'both' | 'toHrm' | 'atBirth';

/** A canonical field as one native property says it. */
export interface Mapped<Value extends Scalar> {
  readonly native: string;
  // The native type was checked where the row was written (`rowsOf`); a table of rows is beyond it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly codec: Codec<any, Value>;
  readonly way: Way;
  /** What a person should know besides; printed in `docs/flows.md`. */
  readonly note?: string;
  /** The system demands it: emptying it is refused with this reason, and nothing is born without it. */
  readonly required?: ReasonCode;
  /** A field of way `toHrm` that is nevertheless told back when the record was born in the HRM. */
  readonly bornBack?: boolean;
  /** What we made is found again by it where no reference is taken: nothing is born there without. */
  readonly findsBirth?: boolean;
  /** A read-only native yes or no that, when it says no, makes this value no as well. */
  readonly vetoedBy?: string;
  /** Asked to change it all the same, the system cannot: this reason. */
  readonly fixed?: { readonly code: ReasonCode; readonly words: string };
  /** Categories that a reference may name. */
  readonly targets?: readonly Category[];
}

/** A canonical field that the flow itself says: no native property holds it. */
export interface Constant<Value extends Scalar> {
  readonly constant: Value;
  readonly way: Way;
}

/** A canonical field that does not apply here, and why. */
export interface Unmapped {
  readonly unmapped: string;
}
export type Row<Value extends Scalar> = Mapped<Value> | Constant<Value> | Unmapped;

/** A row per canonical field, none left out: a canonical field without a row does not compile. */
export type Rows<Canonical> = {
  readonly [Field in keyof Canonical]-?: Row<Extract<NonNullable<Canonical[Field]>, Scalar>>;
};

/** How one system says one category: for contacts, through one role. Written down, not yet worked out. */
export interface Declared<Canonical> {
  readonly system: System;
  readonly resource: Resource;
  readonly category: Category;
  readonly kind: Kind;
  readonly role?: ContactRole;
  readonly native: ZodObject;
  readonly fields: Rows<Canonical>;
}

/** A row with the name of the canonical field it is for. */
export interface FieldRow extends Mapped<Scalar> {
  readonly field: string;
}

/** How one system says one category, ready for use. */
export interface Mapping extends Omit<Declared<unknown>, 'fields'> {
  readonly fields: Readonly<Record<string, Row<Scalar>>>;
  readonly rows: readonly FieldRow[];
  readonly constants: Readonly<Record<string, Scalar>>;
  /** The rows by canonical name. */
  readonly rowOf: ReadonlyMap<string, FieldRow>;
  /** A short name for all of the above: equal rows, equal fingerprint. */
  readonly fingerprint: string;
}

/** Anything else a row says. */
export type More = Omit<Mapped<Scalar>, 'native' | 'codec' | 'way'>;

/**
 * The words a mapping is written in, bound to one system's record: a native name that does not exist does not
 * compile.
 */
export const rowsOf = <Native>() => ({
  from: <Name extends keyof Native & string, Value extends Scalar>(
    native: Name,
    codec: Codec<Extract<NonNullable<Native[Name]>, Scalar>, Value>,
    way: Way = 'both',
    more: More & { readonly vetoedBy?: keyof Native & string } = {},
  ): Mapped<Value> => ({ native, codec, way, ...more }),
});
export const unmapped = (why: string): Unmapped => ({ unmapped: why });
export const constant = <const Value extends Scalar>(value: Value, way: Way): Constant<Value> => ({
  constant: value,
  way,
});

const isMapped = (row: Row<Scalar>): row is Mapped<Scalar> => 'native' in row;
const isConstant = (row: Row<Scalar>): row is Constant<Scalar> => 'constant' in row;

/** Works out a mapping from what was written down. */
export function mapping<Canonical>(declared: Declared<Canonical>): Mapping {
  const fields = declared.fields as Readonly<Record<string, Row<Scalar>>>;
  const entries = Object.entries(fields);
  const rows = entries.flatMap(([field, row]) => (isMapped(row) ? [{ ...row, field }] : []));
  const constants = Object.fromEntries(entries.flatMap(([f, row]) => (isConstant(row) ? [[f, row.constant]] : [])));
  return {
    ...declared,
    fields,
    rows,
    constants,
    rowOf: new Map(rows.map((row) => [row.field, row])),
    fingerprint: fingerprint(JSON.stringify([declared.system, declared.resource, declared.category, rows, constants])),
  };
}
