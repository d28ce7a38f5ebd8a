import type { RecordKey, Removed } from '@samsvar/contracts';
import { valuesForgottenAfterMs } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import type { ErasedNow } from '@samsvar/sync';

/** What was erased, by whom, and where else something may be left for how long: to be kept, or shown to the person. */
export interface Certificate {
  /** Names the decision. */
  readonly id: string;
  readonly tenant: string;
  readonly who: string;
  readonly at: string;
  readonly links: readonly string[];
  readonly records: readonly RecordKey[];
  /** How much link deleted, in the transaction of the decision. */
  readonly removed: Removed;
  /** From then on no topic holds a value that was told before. */
  readonly topicsForgottenAt: string;
  /** What this does not prove, and who sees to it. */
  readonly elsewhere: readonly string[];
}

const elsewhere: readonly string[] = [
  'The connectors of both systems were asked to forget these records; they do as soon as they hear it. One that is ' +
    'stopped hears it once it runs again.',
  'Topics, and the dead letters beside them, delete values by themselves: until topicsForgottenAt they may hold some.',
  'Backups and the write-ahead log of PostgreSQL hold what was there until they are deleted; after one is put back, ' +
    'erase again.',
  'What the systems themselves keep (an archive, a waste bin, invoices) is theirs.',
  'The reasons people gave for decisions are kept; they hold no personal values if people did as they are told.',
];

interface Row extends Omit<Certificate, 'at' | 'topicsForgottenAt' | 'elsewhere'> {
  readonly at: Date;
  readonly topics_forget_at: Date;
}
const columns = 'id, tenant, who, at, links, records, removed, topics_forget_at';

const shownOf = ({ topics_forget_at, at, ...row }: Row): Certificate => ({
  id: row.id,
  tenant: row.tenant,
  who: row.who,
  at: at.toISOString(),
  links: row.links,
  records: row.records,
  removed: row.removed,
  topicsForgottenAt: topics_forget_at.toISOString(),
  elsewhere,
});

/** Notes an erasure beside the decision that it was. */
export async function noteErasure(
  sql: Sql,
  { tenant, id, who }: Pick<Certificate, 'tenant' | 'id' | 'who'>,
  { links, records, removed }: ErasedNow,
): Promise<Certificate> {
  const [row] = await sql.query<Row>(
    `insert into erasure (tenant, id, who, links, records, removed, topics_forget_at)
     values ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 ms') returning ${columns}`,
    [tenant, id, who, [...links], [...records], JSON.stringify(removed), valuesForgottenAfterMs],
  );
  return shownOf(row!);
}

/** The certificate of a decision, if it was an erasure. */
export async function erasureOf(sql: Sql, tenant: string, id: string): Promise<Certificate | undefined> {
  const [row] = await sql.query<Row>(`select ${columns} from erasure where tenant = $1 and id = $2`, [tenant, id]);
  return row && shownOf(row);
}

/** A tenant's erasures, newest first. */
export async function erasuresOf(sql: Sql, tenant: string, limit: number): Promise<readonly Certificate[]> {
  const rows = await sql.query<Row>(
    `select ${columns} from erasure where tenant = $1 order by position desc limit $2`,
    [tenant, limit],
  );
  return rows.map(shownOf);
}
