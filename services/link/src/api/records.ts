import type { Category, Kind, RecordKey, RecordRef, Refusal, Values } from '@samsvar/contracts';
import { refOfKey } from '@samsvar/contracts';
import type { TenantSettings } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import type { State } from './parameters.js';

/** A record as it stands: where it is counted, and why. */
export interface RecordShown {
  readonly ref: RecordRef;
  readonly kind: Kind;
  readonly category: Category;
  /** Where it is counted; `gone`: nowhere, it is no longer there and nothing about it is open. */
  readonly state: State | 'gone';
  /** It is no longer in its system. */
  readonly gone?: true;
  readonly reasons: readonly Refusal[];
  readonly linkId: string | null;
  readonly values: Values;
}

/** A record with how its link stands, as a query finds it. */
export interface FoundRecord {
  readonly key: RecordKey;
  readonly kind: Kind;
  readonly parent: string | null;
  readonly category: Category;
  readonly gone: boolean;
  readonly problem: readonly Refusal[];
  readonly values: Values;
  readonly link_id: string | null;
  readonly standing: State | null;
  readonly reasons: readonly Refusal[] | null;
}

export const recordColumns =
  'r.key, r.kind, r.parent, r.category, r.gone, r.problem, r."values", r.link_id, l.standing, l.reasons';

/** One record, whatever became of it; undefined when link never heard of it. */
export async function findRecord(
  queries: Sql,
  tenant: TenantSettings,
  key: RecordKey,
): Promise<RecordShown | undefined> {
  const [found] = await queries.query<FoundRecord>(
    `select ${recordColumns} from record r left join link l on l.id = r.link_id
     where r.key = $1 order by r.kind limit 1`,
    [key],
  );
  return found && shown(found, tenant);
}

/** The record as a person looks at it. */
export function shown(row: FoundRecord, tenant: TenantSettings): RecordShown {
  const ref = refOfKey(row.key);
  return {
    ref: row.parent === null ? ref : { ...ref, parent: row.parent },
    kind: row.kind,
    category: row.category,
    ...(row.standing ? { state: row.standing, reasons: row.reasons ?? [] } : unlinkedState(row, tenant)),
    ...(row.gone && { gone: true, ...(!isOpen(row) && { state: 'gone' as const }) }),
    linkId: row.link_id,
    values: row.values,
  };
}

/** Whether something about a record that is gone is still to be done or decided; then it is counted, and listed. */
const isOpen = ({ key, standing }: FoundRecord): boolean =>
  standing !== null && openStates.includes(standing) && refOfKey(key).system === 'powerofficego';
export const openStates: readonly State[] = ['differ', 'conflicts', 'parked', 'waiting'];

/** A record that has met nobody yet: the machine still acts on it, or the tenant is in first contact. */
export const unmetState = (tenant: TenantSettings): State => (tenant.phase === 'live' ? 'differ' : 'waiting');

function unlinkedState(row: FoundRecord, tenant: TenantSettings): Pick<RecordShown, 'state' | 'reasons'> {
  if (refOfKey(row.key).system === 'customhrm') return { state: 'onlyInHrm', reasons: row.problem };
  const state = unmetState(tenant);
  const why: Refusal =
    state === 'waiting'
      ? {
          field: null,
          code: 'match-phase',
          words: 'The tenant is in first contact: nothing is written until it is live.',
        }
      : { field: null, code: 'not-met', words: 'It meets the other system when both first complete listings are in.' };
  return { state, reasons: row.gone ? row.problem : [...row.problem, why] };
}
