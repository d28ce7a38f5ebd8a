import type { FlowId, RecordKey, System } from '@samsvar/contracts';
import type { Hold, MemberKey, TenantState } from '@samsvar/sync';
import { guardedOf, holdTarget } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';

/** A class of change that is held, as a person decides about it: names and ids, never a value. */
export interface HoldShown {
  readonly id: string;
  readonly flow: FlowId;
  readonly direction: 'toHrm' | 'toPowerOfficeGo';
  readonly class: string;
  /** The field, for updates of one field. */
  readonly field: string | null;
  /** How many records are held now. */
  readonly count: number;
  /** How many would have changed when it was held, and how many may without a person. */
  readonly exceeded: { readonly count: number; readonly limit: number };
  readonly since: string;
  /** Some of the records, by their keys in the system that was edited. */
  readonly examples: readonly RecordKey[];
}

const examplesMax = 10;

interface Held {
  readonly target: string;
  readonly count: number;
  readonly members: readonly Readonly<Partial<Record<MemberKey, RecordKey>>>[];
}

/** What is held for a tenant, oldest first. */
export async function holdsOf(queries: Sql, { id, guard }: TenantState): Promise<readonly HoldShown[]> {
  const holds = guard?.holds ?? [];
  const targets = holds.map((hold) => holdTarget(id, hold.id));
  const found = await queries.query<Held>(
    `select target, count(*)::int as count, (json_agg(members) filter (where n <= ${examplesMax})) as members
     from (select w.target, l.members, row_number() over (partition by w.target order by l.id) as n
           from (select distinct target, link_id from reference_wait where target = any($1)) w
           join link l on l.id = w.link_id) held
     group by target`,
    [targets],
  );
  const byTarget = new Map(found.map((held) => [held.target, held]));
  return holds.map((hold) => shown(hold, byTarget.get(holdTarget(id, hold.id))));
}

function shown({ id, guard, count, limit, since }: Hold, held: Held | undefined): HoldShown {
  const { flow, direction, class: name, field } = guardedOf(guard);
  const edited: System = direction === 'toHrm' ? 'powerofficego' : 'customhrm';
  return {
    id,
    flow,
    direction,
    class: name,
    field: field ?? null,
    count: held?.count ?? 0,
    exceeded: { count, limit },
    since: new Date(since).toISOString(),
    examples: (held?.members ?? []).flatMap((members) => recordIn(members, edited)),
  };
}

const recordIn = (members: Held['members'][number], system: System): readonly RecordKey[] =>
  Object.entries(members)
    .filter(([member]) => member.startsWith(system))
    .map(([, key]) => key);
