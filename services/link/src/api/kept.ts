import type { Values } from '@samsvar/contracts';
import type { LinkEvent, LinkState, Origin, TenantSettings, Unit } from '@samsvar/sync';
import { keptIn, systemOf } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { findLinks } from '../ledger/link-rows.js';

/** A value that lost, and which the decision `restore` makes agreed again. */
export interface KeptShown {
  /** The event that kept it; names it in the decision. */
  readonly version: number;
  readonly at: string;
  readonly unit: string;
  readonly values: Values;
  /** Where it was read. */
  readonly origin: Origin | null;
  /** `rule`: by the tenant's choice for the field; `person`: somebody decided. */
  readonly lostBy: 'rule' | 'person';
  /** Whether it can be restored: the system that said it is heard about it, and something else is agreed now. */
  readonly restorable: boolean;
}

/** The same of the link a record has, if it has one. */
export async function keptOfLink(
  queries: Sql,
  tenant: TenantSettings,
  linkId: string | null,
): Promise<readonly KeptShown[]> {
  if (linkId === null) return [];
  const [found] = await findLinks(queries, 'id = $1 and tenant = $2', [linkId, tenant.id]);
  return found ? keptOf(queries, tenant, found.state) : [];
}

interface FoundEvent {
  readonly type: LinkEvent['type'];
  readonly version: number;
  readonly at: Date;
  readonly data: object;
}

const keeping = ['InitialDifference', 'ConflictFound', 'ConflictSettled', 'ValueRestored', 'Overridden'];
const keptMost = 100;

/** What a link's events keep, newest first. */
export async function keptOf(queries: Sql, tenant: TenantSettings, state: LinkState): Promise<readonly KeptShown[]> {
  const found = await queries.query<FoundEvent>(
    `select type, version, at, data::json as data from event
     where stream = $1 and tenant = $2 and type = any($3) order by version desc limit $4`,
    [state.id, tenant.id, keeping, keptMost],
  );
  const units = state.category ? tenant.policyOf(state.category).units : [];
  return found.flatMap((event) => units.flatMap((unit) => shown(event, unit, state)));
}

function shown({ type, version, at, data }: FoundEvent, unit: Unit, state: LinkState): readonly KeptShown[] {
  const kept = keptIn({ type, ...data } as LinkEvent);
  if (!kept || (kept.unit !== undefined && kept.unit !== unit.name)) return [];
  const fields = unit.fields.filter(({ name }) => name in kept.values);
  if (fields.length === 0) return [];
  const values = Object.fromEntries(fields.map(({ name }) => [name, kept.values[name]!]));
  const { origin, lostBy } = kept;
  const isHeard = !origin || fields.some(({ heardFrom }) => heardFrom.includes(systemOf(origin.member)));
  const isHeld = fields.every(({ name, same }) => isSame(same, values[name], state.agreed[name]));
  const restorable = isHeard && !isHeld && state.units[unit.name]?.conflict === undefined;
  return [{ version, at: at.toISOString(), unit: unit.name, values, origin: origin ?? null, lostBy, restorable }];
}

type Same = Unit['fields'][number]['same'];
const isSame = (same: Same, a: Values[string] | undefined, b: Values[string] | undefined): boolean =>
  (a ?? null) === (b ?? null) || same(a ?? null, b ?? null);
