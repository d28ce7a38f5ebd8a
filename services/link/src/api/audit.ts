import type { ReasonCode, RecordRef } from '@samsvar/contracts';
import { refOfKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';

/** What is measured of a tenant's agreement. */
export interface AuditFigures {
  /** Records that do not agree, by reason; `differ` is the machine's to mend, `row` and `link` an audit found. */
  readonly notAgreeing: Readonly<Record<string, number>>;
  /**
   * How long the oldest edit that is not carried over yet has been waiting for it, in seconds; 0 without any. What a
   * guard holds and what waits since writes were stopped is not carried over either.
   */
  readonly oldestEditSeconds: number;
}

/** What audits say of a tenant: names of fields and reasons, no values (Inv 10). */
export interface AuditShown extends AuditFigures {
  readonly passes: readonly PassShown[];
  readonly items: readonly FindingShown[];
}

/** How far an audit came: a person's by the key of its order, the rolling ones by their part. */
export interface PassShown {
  readonly name: string;
  readonly records: number;
  readonly begunAt: string;
  readonly lastAt: string;
}

/** A record that is not kept as its system says it: `row` as heard, `link` as its link holds it. */
export interface FindingShown {
  readonly ref: RecordRef;
  readonly code: string;
  readonly fields: readonly string[];
  readonly at: string;
}

const shownMost = 500;

export async function auditShown(sql: Sql, tenant: string): Promise<AuditShown> {
  return {
    ...(await auditFigures(sql, tenant)),
    passes: await passesOf(sql, tenant),
    items: await findingsOf(sql, tenant),
  };
}

async function passesOf(sql: Sql, tenant: string): Promise<readonly PassShown[]> {
  const passes = await sql.query<{ name: string; records: string; begun_at: Date; last_at: Date }>(
    'select name, records, begun_at, last_at from audit_pass where tenant = $1 order by last_at desc limit 100',
    [tenant],
  );
  return passes.map(({ name, records, begun_at, last_at }) => ({
    name,
    records: Number(records),
    begunAt: begun_at.toISOString(),
    lastAt: last_at.toISOString(),
  }));
}

async function findingsOf(sql: Sql, tenant: string): Promise<readonly FindingShown[]> {
  const found = await sql.query<{ key: string; code: string; fields: string[]; at: Date }>(
    'select key, code, fields, at from audit_finding where tenant = $1 order by key limit $2',
    [tenant, shownMost],
  );
  return found.map(({ key, at, ...rest }) => ({ ref: refOfKey(key), ...rest, at: at.toISOString() }));
}

/** Why an edit waits though the machine knows what to write. */
const stoppedBy: readonly ReasonCode[] = ['held', 'writes-stopped'];

/** Counts by reason, and how long the oldest difference has been waiting. */
export async function auditFigures(sql: Sql, tenant: string): Promise<AuditFigures> {
  const reasons = await sql.query<{ reason: string; count: string }>(
    `select reason, count(*) as count from (
       select coalesce(reasons -> 0 ->> 'code', standing) as reason from link
       where tenant = $1 and standing <> 'agree' and standing not in ('ended', 'onlyInHrm')
       union all select code from audit_finding where tenant = $1) as all_reasons
     group by reason order by reason`,
    [tenant],
  );
  const [oldest] = await sql.query<{ seconds: string | null }>(
    `select extract(epoch from now() - min(standing_since)) as seconds from link
     where tenant = $1 and (standing = 'differ' or standing = 'waiting' and exists (
       select from json_array_elements(reasons) as reason where reason ->> 'code' = any($2)))`,
    [tenant, stoppedBy],
  );
  return {
    notAgreeing: Object.fromEntries(reasons.map(({ reason, count }) => [reason, Number(count)])),
    oldestEditSeconds: Math.max(0, Math.round(Number(oldest?.seconds ?? 0))),
  };
}
