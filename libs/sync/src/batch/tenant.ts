import type { FlowId, Kind, ScanCompleted } from '@samsvar/contracts';
import { flowIds, flows, withId, withoutId } from '@samsvar/contracts';
import type { MemberKey } from '../link/events.js';
import type { FlowCounts, Meeting, ScanState, TenantState } from './ledger.js';
import type { TenantSettings } from './settings.js';

/**
 * The resources of each kind that must have been listed completely before its records may meet (Inv 11; design.md 4,
 * Meeting).
 */
export const resourcesToMeet: Readonly<Record<Kind, readonly MemberKey[]>> = {
  department: ['powerofficego/departments', 'powerofficego/contact', 'customhrm/department'],
  employee: ['powerofficego/contact', 'powerofficego/contactperson', 'customhrm/employee'],
};

const noCounts: FlowCounts = {
  records: 0,
  linked: 0,
  agree: 0,
  differ: 0,
  waiting: 0,
  conflicts: 0,
  parked: 0,
  skipped: 0,
  onlyInHrm: 0,
  lossy: 0,
  settled: 0,
};
export const emptyCounts = Object.fromEntries(flowIds.map((id) => [id, noCounts])) as Readonly<
  Record<FlowId, FlowCounts>
>;

/** A tenant nothing was heard of yet. */
export const noTenant = (id: string): TenantState => ({
  id,
  scans: {},
  meeting: { department: 'waiting', employee: 'waiting' },
  counts: emptyCounts,
});

const noScan: ScanState = { count: 0, digest: 0, met: false };

/** A record of a resource is known to be present, or no longer. */
export function present(tenant: TenantState, at: MemberKey, id: string, here: boolean): TenantState {
  const scan = tenant.scans[at] ?? noScan;
  const digest = here ? withId(scan.digest, id) : withoutId(scan.digest, id);
  return withScan(tenant, at, { ...scan, count: scan.count + (here ? 1 : -1), digest });
}

/** A complete listing names so many ids with this digest; a newer claim replaces an older one. */
export function claimed(tenant: TenantState, scan: ScanCompleted): TenantState {
  const at: MemberKey = `${scan.system}/${scan.resource}`;
  const { scanId, count, digest, toldSince } = scan;
  const claim = { scanId, count, digest };
  const known = tenant.scans[at] ?? noScan;
  if (toldSince === undefined) return withScan(tenant, at, { ...known, claim });
  const { asking: _, ...rest } = known;
  return withScan(tenant, at, { ...rest, claim, toldSince });
}

/** Whichever claims are met by what is known now; a kind all of whose resources have met begins its meeting. */
export function accepted(tenant: TenantState): TenantState {
  const scans = Object.fromEntries(
    Object.entries(tenant.scans).map(([at, scan]) => [at, isMet(scan) ? { ...scan, met: true } : scan]),
  );
  const begin = (kind: Kind): Meeting =>
    tenant.meeting[kind] === 'waiting' && resourcesToMeet[kind].every((at) => scans[at]?.met)
      ? 'meeting'
      : tenant.meeting[kind];
  return { ...tenant, scans, meeting: { department: begin('department'), employee: begin('employee') } };
}

/** The mark of a flow whose HRM records have all had their turn to found links. */
export const foundingsDone = 'done';

/** Whether records of a flow that were born in the HRM are made in PowerOffice Go (planned, before it is live). */
export const makesBirths = (settings: TenantSettings, flow: FlowId): boolean =>
  settings.flowEnabled(flow) && settings.createsIn(flow);

/**
 * The tenant under the choices it has now: a flow that is told to make what was born in the HRM has its kind meet once
 * more, and one that no longer is forgets how far it had come.
 */
export function chosen(tenant: TenantState, settings: TenantSettings): TenantState {
  const makes = flowIds.filter((flow) => makesBirths(settings, flow));
  const left = Object.keys(tenant.foundings ?? {}).filter((flow) => !makes.includes(flow as FlowId));
  const begun = makes.filter(
    (flow) => tenant.foundings?.[flow] === undefined && tenant.meeting[flows[flow].kind] === 'met',
  );
  if (left.length + begun.length === 0) return tenant;
  const kept = Object.entries(tenant.foundings ?? {}).filter(([flow]) => !left.includes(flow));
  const meetsAgain = [...new Set([...(tenant.meetsAgain ?? []), ...begun.map((flow) => flows[flow].kind)])];
  const again = Object.fromEntries(begun.map((flow) => [flows[flow].kind, 'meeting' as const]));
  return { ...tenant, foundings: Object.fromEntries(kept), meeting: { ...tenant.meeting, ...again }, meetsAgain };
}

const isMet = ({ claim, count, digest, met }: ScanState): boolean =>
  met || (claim !== undefined && claim.count === count && claim.digest === digest);

const withScan = (tenant: TenantState, at: MemberKey, scan: ScanState): TenantState => ({
  ...tenant,
  scans: { ...tenant.scans, [at]: scan },
});
