import type { Pair } from './pairs.js';
import { type End, type Field, type Row, type Unit, valueAt } from './units.js';

/** A field and what it becomes. */
export interface Chosen {
  readonly field: Field;
  readonly value: unknown;
}

/** A value in the words of one end. */
export function inWordsOf(end: End, { manner }: Field, value: unknown): unknown {
  if (manner === 'no') return end === 'go' ? value !== true : value;
  if (manner !== 'department' && manner !== 'person') return value;
  if (value === null) return null;
  const pair = value as Pair;
  return end === 'go' ? Number(pair.goId) : pair.hrmId;
}

/** A row as it is after the patch. */
export function patched(row: Row, end: End, patch: readonly Chosen[]): Row {
  const copy = structuredClone(row) as Record<string, unknown>;
  for (const { field, value } of patch) {
    const names = field[end].split('.');
    const last = names.pop()!;
    let place = copy;
    for (const name of names) place = place[name] as Record<string, unknown>;
    place[last] = value;
  }
  return copy;
}

const pointer = (property: string) => `/${property.replaceAll('.', '/')}`;

/** The patch of a row of PowerOffice Go, against what was seen. */
export const operations = (unit: Unit, row: Row, patch: readonly Chosen[]): readonly object[] => [
  ...unit.fields.map(({ go }) => ({ op: 'test', path: pointer(go), value: valueAt(row, go) })),
  ...patch.map(({ field, value }) => ({ op: 'replace', path: pointer(field.go), value })),
];

/** The patch of a record of the HRM. */
export function merge(patch: readonly Chosen[]): Row {
  const into: Record<string, unknown> = {};
  for (const { field, value } of patch) {
    const [first, second] = field.hrm.split('.') as [string, string?];
    if (second === undefined) into[first] = value;
    else into[first] = { ...(into[first] as Row | undefined), [second]: value };
  }
  return into;
}
