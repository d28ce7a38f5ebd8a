import type { Category, Scalar, System } from '@samsvar/contracts';
import { contactPersonStampOf, contactStampOf, PowerOfficeContactShared, systems } from '@samsvar/contracts';
import { z } from 'zod';
import type { FieldSpec } from './fields.js';
import { fields as specs } from './fields.js';
import type { FieldRow, Mapping, Row, Way } from './language/mapping.js';
import { mappings } from './mappings.js';

/** Who decides a field when both systems changed it: one of them, a person, or whoever changed it last. */
export type Owner = System | 'ask' | 'latest';

/** How one field of one flow is kept in agreement: read off its two rows, narrowed by the tenant's choices. */
export interface FieldPolicy extends FieldSpec {
  /** The categories a reference may name in every system that has to say it. */
  readonly targets?: readonly Category[];
  /** The HRM demands it. */
  readonly required: boolean;
  /** Systems whose edits count. */
  readonly heardFrom: readonly System[];
  /** Systems that are told. */
  readonly toldTo: readonly System[];
  /** Told when the record is made, later only when the agreed value changes. */
  readonly once: boolean;
  readonly owner: Owner;
  /** The record's own stamp that covers it, by system; where none does, `latest` cannot decide. */
  readonly stamps: Readonly<Partial<Record<System, string>>>;
  /** A first difference waits for a person, whoever owns the field. */
  readonly asksFirst: boolean;
  /** Belongs to a role of a PowerOffice Go contact; what all roles share does not. */
  readonly roleOwn: boolean;
  /** Told to PowerOffice Go at the birth of a record that was born in the HRM, whichever way it travels later. */
  readonly bornBack?: boolean;
  /** PowerOffice Go finds by it what was born of us. */
  readonly findsBirth?: boolean;
}

/** Directions a tenant may narrow a field to. */
export const directions = ['both', 'toHrm', 'toPowerOfficeGo', 'off'] as const;

/**
 * What a tenant may choose about one flow's fields, by canonical field or by unit (`address`, `name`, `employment`).
 */
export const FlowChoices = z
  .object({
    directions: z
      .record(z.string(), z.enum(directions))
      .optional()
      .describe('narrows a property: `toHrm`, `toPowerOfficeGo` or `off`; never widens what the table of flows allows'),
    owners: z
      .record(z.string(), z.enum([...systems, 'ask', 'latest']))
      .optional()
      .describe('who wins where both systems changed a property; `powerofficego` unless said'),
  })
  .describe("a tenant's choices about the properties of one flow");
export type FlowChoices = z.infer<typeof FlowChoices>;

const unlessNarrowed: Readonly<
  Record<(typeof directions)[number], { heard: readonly System[]; told: readonly System[] }>
> = {
  both: { heard: systems, told: systems },
  toHrm: { heard: ['powerofficego'], told: ['customhrm'] },
  toPowerOfficeGo: { heard: ['customhrm'], told: ['powerofficego'] },
  off: { heard: [], told: [] },
};

/**
 * The policy of every field that a flow carries. Choices that name no field of the flow say nothing; see
 * `choiceProblems`.
 */
export function policyOf(category: Category, choices: FlowChoices = {}): { readonly fields: readonly FieldPolicy[] } {
  const { powerofficego, customhrm } = mappings[category];
  const all = specs[powerofficego.kind];
  return {
    fields: customhrm.rows.map((row) => fieldPolicy(all.get(row.field)!, { powerofficego, row, choices })),
  };
}

interface Sides {
  readonly powerofficego: Mapping;
  readonly row: FieldRow;
  readonly choices: FlowChoices;
}

function fieldPolicy(spec: FieldSpec, { powerofficego, row, choices }: Sides): FieldPolicy {
  const other = powerofficego.rowOf.get(row.field);
  const way = wayOf(powerofficego.fields[row.field]!);
  const narrowed = unlessNarrowed[chosen(spec, choices.directions) ?? 'both'];
  const allowed = unlessNarrowed[way === 'both' ? 'both' : 'toHrm'];
  return {
    ...spec,
    ...(other?.targets ? { targets: other.targets } : {}),
    ...(other?.bornBack && { bornBack: true }),
    ...(other?.findsBirth && { findsBirth: true }),
    required: row.required !== undefined,
    heardFrom: allowed.heard.filter((system) => narrowed.heard.includes(system)),
    toldTo: allowed.told.filter((system) => narrowed.told.includes(system)),
    once: way === 'atBirth',
    owner: chosen(spec, choices.owners) ?? 'powerofficego',
    stamps: stampsOf(powerofficego, other?.native),
    asksFirst: spec.asks,
    roleOwn:
      powerofficego.role !== undefined && other !== undefined && !(other.native in PowerOfficeContactShared.shape),
  };
}

/** The HRM's records have one stamp for all of them; PowerOffice Go's differ, and an address may have none. */
function stampsOf(powerofficego: Mapping, native: string | undefined): FieldPolicy['stamps'] {
  const stamp = native === undefined ? null : goStampOf(powerofficego, native);
  return { customhrm: 'record', ...(stamp !== null && { powerofficego: stamp }) };
}

function goStampOf({ role, resource }: Mapping, native: string): string | null {
  if (role) return contactStampOf(`${native in PowerOfficeContactShared.shape ? 'shared' : role}.${native}`);
  return resource === 'contactperson' ? contactPersonStampOf(native) : 'record';
}

const wayOf = (row: Row<Scalar>): Way => ('way' in row ? row.way : 'both');
const isUnitOf = (spec: FieldSpec, name: string, kind: ReadonlyMap<string, FieldSpec>) =>
  name === spec.unit || kind.get(name)?.unit === spec.unit;

/** A choice for a field or its unit; one for any field of a unit holds for all of it, since they move together. */
function chosen<Choice>(spec: FieldSpec, choices: Readonly<Record<string, Choice>> = {}): Choice | undefined {
  const kind = specs.employee.get(spec.name) === spec ? specs.employee : specs.department;
  const name = Object.keys(choices).find((candidate) => isUnitOf(spec, candidate, kind));
  return name === undefined ? undefined : choices[name];
}

/** A choice about something this flow does not carry. */
export interface ChoiceProblem {
  readonly choice: 'directions' | 'owners';
  readonly name: string;
  /** What could have been meant. */
  readonly known: readonly string[];
}

/** Choices that name nothing this flow carries, each with what could have been meant. */
export function choiceProblems(category: Category, choices: FlowChoices): readonly ChoiceProblem[] {
  const { fields } = policyOf(category);
  const known = [...new Set(fields.flatMap(({ name, unit }) => [name, unit]))].sort();
  return (['directions', 'owners'] as const).flatMap((choice) =>
    Object.keys(choices[choice] ?? {})
      .filter((name) => !known.includes(name))
      .map((name) => ({ choice, name, known })),
  );
}
