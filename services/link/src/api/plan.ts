import type { FlowId, RecordKey, Refusal } from '@samsvar/contracts';
import { flowIds, flowOf, flows, recordKey } from '@samsvar/contracts';
import type { PackedLink, PlannedWrite, Planning, TenantSettings, TenantState } from '@samsvar/sync';
import { plannedWrites, plannings, unpack } from '@samsvar/sync';
import type { Sql } from '@samsvar/persistence';
import { Conditions } from './conditions.js';
import { newestPosition } from './events.js';

/** What is planned in one flow: so many links of each sort. */
export interface FlowPlan extends Readonly<Record<Planning, number>> {
  readonly id: FlowId;
  readonly links: number;
  /** Links whose two records differed when they met, and one of them wins by the rule of the field. */
  readonly differences: number;
  /** It went live by an approved plan. */
  readonly live: boolean;
}

/** What is planned for one link: each field by name, what it holds now and what it would hold. */
export interface PlanItem {
  readonly linkId: string;
  readonly flow: FlowId;
  readonly record: RecordKey;
  readonly planned: Planning;
  readonly writes: readonly PlannedWrite[];
  readonly reasons: readonly Refusal[];
  readonly candidates: readonly RecordKey[];
}

export interface PlanQuery {
  readonly flow?: FlowId | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The plan of a tenant in first contact. What is approved as of `asOf` is exactly what is shown here. */
export interface Plan {
  readonly phase: TenantSettings['phase'];
  /** Both systems have been compared whole; before that there is nothing to approve. */
  readonly complete: boolean;
  readonly asOf: string;
  readonly flows: readonly FlowPlan[];
  readonly items: readonly PlanItem[];
  /** Given as `cursor`, brings the next items; null at the end. */
  readonly cursor: string | null;
}

export async function planShown(queries: Sql, { state, tenant }: Of, query: PlanQuery): Promise<Plan> {
  const asOf = await newestPosition(queries, tenant.id);
  const found = await itemsOf(queries, tenant, query);
  const items = found.slice(0, query.limit);
  return {
    phase: tenant.phase,
    complete: Object.values(state.meeting).every((meeting) => meeting === 'met') && !state.rounds,
    asOf,
    flows: await flowPlans(queries, state),
    items,
    cursor: found.length > query.limit ? items.at(-1)!.linkId : null,
  };
}

interface Of {
  readonly state: TenantState;
  readonly tenant: TenantSettings;
}

async function flowPlans(queries: Sql, { id, live = [] }: TenantState): Promise<readonly FlowPlan[]> {
  const counts = await queries.query<{ category: string; planned: Planning; count: number; differences: number }>(
    `select category, planned, count(*)::int as count, (count(*) filter (where settled))::int as differences
     from link where tenant = $1 and planned is not null group by category, planned`,
    [id],
  );
  return flowIds.map((flow) => {
    const mine = counts.filter(({ category }) => category === flows[flow].category);
    const each = plannings.map((planned) => [planned, mine.find((one) => one.planned === planned)?.count ?? 0]);
    return {
      id: flow,
      links: mine.reduce((sum, { count }) => sum + count, 0),
      differences: mine.reduce((sum, { differences }) => sum + differences, 0),
      live: live.includes(flow),
      ...(Object.fromEntries(each) as Record<Planning, number>),
    };
  });
}

interface Found {
  readonly id: string;
  readonly snapshot: string;
  readonly planned: Planning;
  readonly reasons: readonly Refusal[];
}

async function itemsOf(queries: Sql, tenant: TenantSettings, query: PlanQuery): Promise<readonly PlanItem[]> {
  const where = new Conditions().and('tenant = ? and planned is not null', tenant.id);
  where.and(`planned not in ('agree', 'skipped')`);
  if (query.cursor) where.and('id > ?', query.cursor);
  if (query.flow) where.and('category = ?', flows[query.flow].category);
  const found = await queries.query<Found>(
    `select id, snapshot, planned, reasons from link where ${where.text} order by id limit ${query.limit + 1}`,
    where.parameters,
  );
  return found.map((row) => itemOf(row, tenant));
}

function itemOf({ id, snapshot, planned, reasons }: Found, tenant: TenantSettings): PlanItem {
  const state = unpack(JSON.parse(snapshot) as PackedLink);
  return {
    linkId: id,
    flow: flowOf(state.category!).id,
    record: recordKey(state.founding!),
    planned,
    writes: plannedWrites(state, tenant.policyOf(state.category!)),
    reasons,
    candidates: state.proposal?.candidates ?? [],
  };
}
