import type { Category, Kind, RecordRef, Refusal, Values } from '@samsvar/contracts';
import type { LinkState, MemberKey, TenantSettings } from '@samsvar/sync';
import { membersOf } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { findLinks } from '../ledger/link-rows.js';
import { type ConflictShown, conflictsOf } from './conflicts.js';
import { keptOf, type KeptShown } from './kept.js';

/** A record in a link, as a person looks at it. */
export interface MemberShown {
  readonly member: MemberKey;
  /** None while its system is asked to make it. */
  readonly ref: RecordRef | null;
  readonly revision: number;
  readonly roles: readonly Category[];
  /** The write under way: which fields it was asked to hold. */
  readonly asked: { readonly op: string; readonly fields: readonly string[] } | null;
  /** Fields it stores otherwise than it is told. */
  readonly lossy: readonly string[];
  readonly values: Values;
}

/** A link with its members and what they agree on; references in values are link ids. */
export interface LinkShown {
  readonly id: string;
  readonly kind: Kind | null;
  readonly category: Category | null;
  readonly flows: readonly string[];
  readonly state: string;
  readonly reasons: readonly Refusal[];
  readonly version: number;
  readonly members: readonly MemberShown[];
  readonly agreed: Values;
  /** What waits for a person, and what lost and can be restored. */
  readonly conflicts: readonly ConflictShown[];
  readonly kept: readonly KeptShown[];
}

/** A link of this tenant; undefined when there is none. */
export async function findLink(queries: Sql, tenant: TenantSettings, id: string): Promise<LinkShown | undefined> {
  const [found] = await findLinks(queries, 'id = $1 and tenant = $2', [id, tenant.id]);
  if (!found) return undefined;
  const { state, version, standing } = found;
  return {
    id: state.id,
    kind: state.kind ?? null,
    category: state.category ?? null,
    flows: standing?.flows ?? [],
    state: standing?.state ?? 'differ',
    reasons: standing?.reasons ?? [],
    version,
    members: membersShown(state),
    agreed: state.agreed,
    conflicts: conflictsOf(found, tenant),
    kept: await keptOf(queries, tenant, state),
  };
}

const membersShown = (state: LinkState): readonly MemberShown[] =>
  membersOf(state).map(([member, { ref, revision, roles, asked, lossy, said }]) => ({
    member,
    ref: ref ?? null,
    revision,
    roles,
    asked: asked ? { op: asked.op, fields: Object.keys(asked.wanted) } : null,
    lossy: Object.keys(lossy),
    values: said,
  }));
