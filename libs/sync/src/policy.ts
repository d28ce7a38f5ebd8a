import type { Category, Kind, Scalar, System } from '@samsvar/contracts';

/** Who decides a field when members differ: the member of an owning system, a person, or whoever changed it last. */
export type Owner = System | 'ask' | 'latest';

/**
 * All that deciding needs to know about one canonical field of one flow; read off the mappings and the tenant's
 * choices.
 */
export interface FieldPolicy {
  readonly name: string;
  /** The merge unit it moves in: fields that only make sense together share one. */
  readonly unit: string;
  /**
   * Whether two known values say the same thing (phones as E.164, e-mail without case, …); `null` is empty, which some
   * word may say too.
   */
  same(a: Scalar, b: Scalar): boolean;
  /** A reference to a link of this kind. */
  readonly reference?: Kind | undefined;
  /** The categories a reference may name in every system it is told to; absent: any of the kind. */
  readonly targets?: readonly Category[] | undefined;
  /** The HRM demands it: it cannot be cleared, and nobody is born without it. */
  readonly required: boolean;
  /** Whether emptying it travels. */
  readonly propagateClear: boolean;
  readonly heardFrom: readonly System[];
  readonly toldTo: readonly System[];
  /**
   * Told at birth, and later only when the agreed value changes; the member's own changes of it are nobody's
   * business.
   */
  readonly once: boolean;
  readonly owner: Owner;
  /** The record's own stamp that covers it, by name and system; where none does, `latest` cannot decide. */
  readonly stamps?: Readonly<Partial<Record<System, string>>> | undefined;
  /** A refused write of it is tried again by itself after so many milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** A first difference waits for a person, whatever the owner. */
  readonly asksFirst: boolean;
  /** The HRM says it in other words in each category: what one category says means nothing in another. */
  readonly perCategory?: boolean | undefined;
  /** Belongs to one role of a PowerOffice Go contact rather than to the contact. */
  readonly roleOwn: boolean;
  /** PowerOffice Go's alone to say, but told there at the birth of a record that was born in the HRM. */
  readonly bornBack?: boolean | undefined;
  /** By it PowerOffice Go finds again what was born of us; nobody is born there without. */
  readonly findsBirth?: boolean | undefined;
}

/** Fields that move together. A field alone is a unit of one. */
export interface Unit {
  readonly name: string;
  readonly fields: readonly FieldPolicy[];
  readonly owner: Owner;
  readonly asksFirst: boolean;
}

/** How the records of one flow are kept in agreement. */
export interface Policy {
  readonly category: Category;
  readonly units: readonly Unit[];
  readonly fields: Readonly<Record<string, FieldPolicy>>;
}

/** A policy from its fields, with the units they form. What nobody is heard or told about takes no part. */
export function policyFrom(category: Category, all: readonly FieldPolicy[]): Policy {
  const fields = all.filter(({ heardFrom, toldTo }) => heardFrom.length + toldTo.length > 0);
  const units = new Map<string, FieldPolicy[]>();
  for (const field of fields) units.set(field.unit, [...(units.get(field.unit) ?? []), field]);
  return {
    category,
    units: [...units].map(([name, members]) => ({
      name,
      fields: members,
      owner: members[0]!.owner,
      asksFirst: members.some((field) => field.asksFirst),
    })),
    fields: Object.fromEntries(fields.map((field) => [field.name, field])),
  };
}

const ofBirths = new WeakMap<Policy, Policy>();

/**
 * The policy for a record that was born in the HRM, until PowerOffice Go has it: the HRM is heard and PowerOffice Go
 * told about everything a birth needs, whichever way it travels later.
 */
export function policyOfBirth(policy: Policy): Policy {
  const known = ofBirths.get(policy) ?? policyFrom(policy.category, Object.values(policy.fields).map(atBirth));
  ofBirths.set(policy, known);
  return known;
}

function atBirth(field: FieldPolicy): FieldPolicy {
  if (!field.bornBack && !field.findsBirth && !field.required) return field;
  return {
    ...field,
    required: field.required || field.findsBirth === true,
    heardFrom: withSystem(field.heardFrom, 'customhrm'),
    toldTo: withSystem(field.toldTo, 'powerofficego'),
  };
}

const withSystem = (systems: readonly System[], system: System): readonly System[] =>
  systems.includes(system) ? systems : [...systems, system];
