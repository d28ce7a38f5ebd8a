import type { Category, Kind, RecordRef, Values } from '@samsvar/contracts';
import type { LinkState, MemberKey, Origin, StoredLink, TenantSettings, Unit } from '@samsvar/sync';
import { membersOf, openUnits, originOf, originOfAgreed, suggestedFor, systemOf } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { findLinks } from '../ledger/link-rows.js';

/** One side of an open conflict, as it stands now. */
export interface SideShown {
  readonly member: MemberKey;
  readonly ref: RecordRef | null;
  readonly values: Values;
  readonly origin: Origin;
  /** Whether it may win: its system is heard about the unit. */
  readonly mayWin: boolean;
}

/** A conflict that waits for a person, with what each side says now; values of references are link ids. */
export interface ConflictShown {
  readonly link: string;
  /** The link's version; given with the decision, nothing is decided where it has changed since. */
  readonly version: number;
  readonly unit: string;
  /** Whether it is a first difference, found when the two records met. */
  readonly first: boolean;
  readonly kind: Kind;
  readonly category: Category;
  readonly flows: readonly string[];
  /** What names the record to people. */
  readonly name: string;
  readonly agreed: { readonly values: Values; readonly origin: Origin | null };
  readonly sides: readonly SideShown[];
  /** Who would win by the rule for fields that do not ask (PowerOffice Go), and whose edit is the later by stamps. */
  readonly wouldWin: MemberKey | 'agreed';
  readonly later: MemberKey | 'agreed' | null;
}

export interface ConflictPage {
  readonly items: readonly ConflictShown[];
  /** Given as `cursor`, brings the next page; null at the end. */
  readonly cursor: string | null;
}

/** Which conflicts to list; `limit` counts links. */
export interface ConflictQuery {
  readonly unit?: string | undefined;
  readonly category?: Category | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Open conflicts in the order of their links. */
export async function listConflicts(queries: Sql, tenant: TenantSettings, query: ConflictQuery): Promise<ConflictPage> {
  const found = await findLinks(
    queries,
    `tenant = $1 and open_units <> '{}' and id > $2 and ($3::text is null or $3 = any(open_units))
     and ($4::text is null or category = $4) order by id limit $5`,
    [tenant.id, query.after ?? '', query.unit ?? null, query.category ?? null, query.limit + 1],
  );
  const page = found.slice(0, query.limit);
  const items = page.flatMap((link) => conflictsOf(link, tenant));
  return {
    items: items.filter(({ unit }) => query.unit === undefined || unit === query.unit),
    cursor: found.length > query.limit ? page.at(-1)!.state.id : null,
  };
}

/** The open conflicts of a link. */
export function conflictsOf(
  { state, version, standing }: StoredLink,
  tenant: TenantSettings,
): readonly ConflictShown[] {
  const policy = tenant.policyOf(state.category!);
  return openUnits(state, policy).map((name) => {
    const unit = policy.units.find((one) => one.name === name)!;
    const { member, first } = state.units[name]!.conflict!;
    return {
      link: state.id,
      version,
      unit: name,
      first,
      kind: state.kind!,
      category: state.category!,
      flows: standing?.flows ?? [],
      name: nameOf(state),
      agreed: { values: valuesIn(unit, state.agreed), origin: originOfAgreed(state, unit) ?? null },
      sides: membersOf(state).map(([key]) => sideOf(state, unit, key)),
      ...suggestedFor(state, unit, member, tenant.skewMs),
    };
  });
}

function sideOf(state: LinkState, unit: Unit, key: MemberKey): SideShown {
  const { ref, said } = state.members[key]!;
  return {
    member: key,
    ref: ref ?? null,
    values: valuesIn(unit, said),
    origin: originOf(state, unit, key),
    mayWin: unit.fields.some(({ name, heardFrom }) => heardFrom.includes(systemOf(key)) && said[name] !== undefined),
  };
}

const valuesIn = (unit: Unit, values: Values): Values =>
  Object.fromEntries(unit.fields.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]]])));

const nameOf = ({ agreed }: LinkState): string =>
  ['name', 'firstName', 'lastName'].flatMap((field) => agreed[field] ?? []).join(' ');
