import type { Refusal, Scalar, Values } from '@samsvar/contracts';
import { isReference, plainText } from '@samsvar/contracts';
import type { Reading } from '@samsvar/connector';
import type { ProfileField, ResourceProfile } from './profile-schema.js';

type Row = Readonly<Record<string, unknown>>;

/** Stands for a member of what is no object: it fits no type, where nothing would read as empty. */
const homeless = Symbol('inside something that is no object');

/** The value at a dotted name. */
export function at(row: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    if (value === null || value === undefined) return undefined;
    return typeof value === 'object' && !Array.isArray(value) ? (value as Row)[name] : homeless;
  }, row);
}

/** How records of one resource are read and written, prepared once from its profile. */
export class Shape {
  private readonly fields: readonly (readonly [string, string, ProfileField])[];

  constructor(readonly profile: ResourceProfile) {
    this.fields = Object.entries(profile.fields).map(([name, field]) => [name, field!.path ?? name, field!]);
  }

  /** A record of the HRM as a reading in the contract's words, flat. What does not fit is left out and named. */
  reading(row: unknown): Reading {
    const { id, stamp, version, reference } = this.profile;
    const values: Record<string, Scalar> = {};
    const problem: Refusal[] = [];
    for (const [name, path, field] of this.fields) {
      const value = read(at(row, path), field);
      if (value === undefined)
        problem.push({
          field: name,
          code: 'schema',
          words: `The HRM answered ${name} as something that is no ${kinds[field.type]}.`,
        });
      else values[name] = value;
    }
    const found = at(row, version.field);
    const borne = at(row, reference.field);
    return {
      id: String(at(row, id)),
      values,
      stamps: { record: String(at(row, stamp) ?? '') },
      ...(found !== undefined && found !== null && { version: version.etag.replace('{value}', String(found)) }),
      ...(typeof borne === 'string' && isReference(borne) && { reference: borne }),
      ...(problem.length > 0 && { problem }),
    };
  }

  /** Whether a row says which record it is of. */
  namesRecord(row: unknown): boolean {
    const id = at(row, this.profile.id);
    return (typeof id === 'string' && id !== '') || typeof id === 'number';
  }

  /** Whether a row only says that the record was deleted. */
  isTombstone(row: unknown): boolean {
    const { tombstones } = this.profile.list;
    return tombstones !== undefined && at(row, tombstones.field) === true;
  }

  /** Flat values of the contract as this HRM's own record, nested; values too long are refused, never cut. */
  body(values: Values): { readonly body: Record<string, unknown>; readonly refusals: readonly Refusal[] } {
    const body: Record<string, unknown> = {};
    const refusals: Refusal[] = [];
    for (const [name, value] of Object.entries(values)) {
      const field = this.profile.fields[name];
      if (!field) refusals.push({ field: name, code: 'invalid-value', words: `This HRM has no ${name}.` });
      else if (field.max !== undefined && typeof value === 'string' && value.length > field.max) {
        refusals.push({
          field: name,
          code: 'too-long',
          words: `The HRM takes at most ${field.max} characters in ${name}; shorten it in PowerOffice Go.`,
        });
      } else put(body, field.path ?? name, value);
    }
    return { body, refusals };
  }

  /** The contract's name of a property the HRM names by a JSON pointer. */
  fieldAt(pointer: string): string | null {
    const path = pointer.replace(/^\//, '').replaceAll('/', '.');
    return (
      this.fields.find(([, own]) => own === path)?.[0] ??
      this.fields.find(([, own]) => own.startsWith(`${path}.`))?.[0] ??
      null
    );
  }
}

const kinds: Readonly<Record<ProfileField['type'], string>> = { text: 'text', date: 'date', boolean: 'yes or no' };

function read(raw: unknown, { type }: ProfileField): Scalar | undefined {
  if (raw === null || raw === undefined || raw === '') return null;
  if (type === 'boolean') return typeof raw === 'boolean' ? raw : undefined;
  if (typeof raw !== 'string') return typeof raw === 'number' && type === 'text' ? String(raw) : undefined;
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}/.test(raw) ? raw.slice(0, 10) : undefined;
  return plainText(raw);
}

function put(into: Record<string, unknown>, path: string, value: Scalar): void {
  const names = path.split('.');
  const last = names.pop()!;
  let place = into;
  for (const name of names) place = (place[name] ??= {}) as Record<string, unknown>;
  place[last] = value;
}
