import type { Category, Refusal, Resource, System } from '@samsvar/contracts';
import { mappings } from './mappings.js';
import type { Mapping } from './language/mapping.js';

/** The categories a resource may speak as, the first to speak first. */
const speaking: Readonly<Record<Resource, readonly Category[]>> = {
  contact: ['EMPLOYEE', 'CUSTOMER_PERSON', 'CUSTOMER'],
  contactperson: ['CONTACT_PERSON'],
  departments: ['DEPARTMENT'],
  employee: ['EMPLOYEE', 'CUSTOMER_PERSON', 'CONTACT_PERSON'],
  department: ['DEPARTMENT', 'CUSTOMER'],
  personcustomer: ['CUSTOMER'],
};

/**
 * The canonical fields a resource's native properties say; a property of several parts (`MailAddress`) says them all.
 */
type Names = ReadonlyMap<string, readonly string[]>;

function namesIn(mapping: Mapping, into: Map<string, string[]>): void {
  for (const { native, field } of mapping.rows) {
    const [group, part] = native.split('.');
    if (!into.has(native)) into.set(native, [field]);
    if (part !== undefined) into.set(group!, [...new Set([...(into.get(group!) ?? []), field])]);
  }
}

function names(system: System, resource: Resource, first?: Category): Names {
  const into = new Map<string, string[]>();
  const order = first ? [first, ...speaking[resource]] : speaking[resource];
  for (const category of order) namesIn(mappings[category][system], into);
  return into;
}

const cache = new Map<string, Names>();

/** The names of a resource as the category that answers says them; where it is not known, as the first that has one. */
function namesOf({ system, resource, category }: Answering): Names {
  const key = `${system}/${resource}/${category ?? ''}`;
  const known = cache.get(key) ?? names(system, resource, category);
  cache.set(key, known);
  return known;
}

/** Who answered. */
export interface Answering {
  readonly system: System;
  readonly resource: Resource;
  readonly category?: Category | undefined;
}

/** Canonical names of native properties; a property that is no field of ours has none. */
export function canonicalNames(answering: Answering, natives: readonly string[]): string[] {
  if (natives.length === 0) return [];
  const known = namesOf(answering);
  return [...new Set(natives.flatMap((native) => known.get(native) ?? []))];
}

/**
 * Refusals with canonical field names. A refusal of a whole group names its first field, which parks the group; one of
 * a
 * property that is no field of ours concerns the record, and its words keep the property's name.
 */
export function canonicalRefusals(answering: Answering, refusals: readonly Refusal[]): Refusal[] {
  if (refusals.length === 0) return [];
  const known = namesOf(answering);
  return refusals.map((refusal) => {
    if (refusal.field === null) return refusal;
    const field = known.get(refusal.field)?.[0];
    if (field !== undefined) return { ...refusal, field };
    return { ...refusal, field: null, words: `${refusal.field}: ${refusal.words}`.slice(0, 2000) };
  });
}
