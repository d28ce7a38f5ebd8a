import type { DecisionRequest } from '@samsvar/contracts';
import { fingerprint } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import type { Refused, TenantSettings } from '@samsvar/sync';
import { decideFor } from '@samsvar/sync';
import type { Desk } from '../commit.js';
import { commit } from '../commit.js';
import { PostgresLedger } from '../ledger/postgres-ledger.js';
import { type Certificate, erasureOf, noteErasure } from './erasures.js';
import { decisionRefused, keyUsedBefore } from './problem.js';

/** A decision as it is shown: who took it, why, when (ISO 8601), and the links it was about. */
export interface DecisionShown {
  readonly id: string;
  readonly at: string;
  readonly who: string;
  readonly why: string;
  readonly decision: DecisionRequest['decision'];
  readonly links: readonly string[];
  /** What was erased, where that was decided. */
  readonly certificate?: Certificate;
}

const columns = 'id, at, who, why, decision, links';

/**
 * Carries out a decision once: what follows from it, and that it was taken, are one transaction under the tenant's lock
 * (Inv 6). The same request again is answered as before (Inv 3); the same key with another body is refused.
 */
export async function takeDecision(
  desk: Desk,
  tenant: TenantSettings,
  id: string,
  request: DecisionRequest,
): Promise<DecisionShown> {
  const body = fingerprint(JSON.stringify(request));
  let shown: DecisionShown | undefined;
  await commit(desk, async (sql) => {
    const ledger = new PostgresLedger(sql, tenant.id);
    await ledger.tenant();
    const before = await taken(sql, tenant.id, id);
    if (before && before.body !== body) throw keyUsedBefore(id);
    if (before) {
      shown = withCertificate(before.shown, await erasureOf(sql, tenant.id, id));
      return [];
    }
    const { decision, who, why } = request;
    const carriedOut = await decideFor(ledger, tenant, { id, by: { who, why }, decision });
    if ('refused' in carriedOut) throw refusal(carriedOut.refused);
    const { links, erased } = carriedOut;
    const noted = await note(sql, { tenant: tenant.id, id, body, request, links });
    shown = withCertificate(noted, erased && (await noteErasure(sql, { tenant: tenant.id, id, who }, erased)));
    return [carriedOut];
  });
  return shown!;
}

const withCertificate = (shown: DecisionShown, certificate: Certificate | undefined): DecisionShown =>
  certificate ? { ...shown, certificate } : shown;

/** The newest decisions first, older than `before` where given. */
export async function decisionsOf(sql: Sql, tenant: string, limit: number): Promise<readonly DecisionShown[]> {
  const rows = await sql.query<Row>(
    `select ${columns} from decision where tenant = $1 order by position desc limit $2`,
    [tenant, limit],
  );
  return rows.map(shownOf);
}

interface Row extends Omit<DecisionShown, 'at'> {
  readonly at: Date;
}

const shownOf = ({ id, at, who, why, decision, links }: Row): DecisionShown => ({
  id,
  at: at.toISOString(),
  who,
  why,
  decision,
  links,
});

async function taken(sql: Sql, tenant: string, id: string) {
  const [row] = await sql.query<Row & { body: string }>(
    `select body, ${columns} from decision where tenant = $1 and id = $2`,
    [tenant, id],
  );
  return row && { body: row.body, shown: shownOf(row) };
}

interface Noted {
  readonly tenant: string;
  readonly id: string;
  readonly body: string;
  readonly request: DecisionRequest;
  readonly links: readonly string[];
}

async function note(sql: Sql, { tenant, id, body, request, links }: Noted): Promise<DecisionShown> {
  const { decision, who, why } = request;
  const [row] = await sql.query<Row>(
    `insert into decision (tenant, id, body, type, who, why, decision, links)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
    [tenant, id, body, decision.type, who, why, JSON.stringify(decision), [...links]],
  );
  return shownOf(row!);
}

const refusal = ({ code, words }: Refused) => decisionRefused(code, words);
