import { setTimeout as pause } from 'node:timers/promises';
import { getJson } from '../http.js';

/** What link counts of one flow (design.md 4, Counting; contracts.md 5). */
export interface FlowCounts {
  readonly id: string;
  readonly enabled: boolean;
  readonly records: number;
  readonly linked: number;
  readonly agree: number;
  readonly differ: number;
  readonly waiting: number;
  readonly conflicts: number;
  readonly parked: number;
  readonly skipped: number;
  readonly onlyInHrm: number;
}

/** Where a tenant stands: whether link has met both systems whole, and what it still has to plan. */
export interface Standing {
  readonly met: boolean;
  readonly pending: number;
  /** Whether what both systems say now has gone all the way; taken for granted where nobody looks. */
  readonly workedOff?: boolean;
  readonly flows: readonly FlowCounts[];
}

/** How looking for agreement ended. */
export interface Verdict {
  readonly agreed: boolean;
  /** When it was first seen, or given up; milliseconds since 1970. */
  readonly at: number;
  readonly flows: readonly FlowCounts[];
}

/** One look at a tenant through link's API. */
export async function look(link: string, tenant: string): Promise<Standing> {
  const [status, flows] = await Promise.all([
    getJson<{ met: boolean; pending: number }>(`${link}/api/v1/status?tenant=${tenant}`),
    getJson<{ items: readonly FlowCounts[] }>(`${link}/api/v1/flows?tenant=${tenant}`),
  ]);
  return { met: status.met, pending: status.pending, flows: flows.items };
}

/**
 * Nothing is left for the machine: both systems were met whole, what they say now was heard, all was planned, and no
 * record differs.
 */
export function agrees({ met, pending, workedOff = true, flows }: Standing): boolean {
  const on = flows.filter(({ enabled }) => enabled);
  const records = on.reduce((sum, flow) => sum + flow.records, 0);
  return met && workedOff && pending === 0 && records > 0 && on.every(({ differ }) => differ === 0);
}

/** How to look, how long, and who is told meanwhile. */
export interface Watch {
  readonly look: () => Promise<Standing>;
  readonly everyMs: number;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
  readonly told?: (standing: Standing) => void;
}

/** Looks until two looks in a row agree; a look that fails says nothing, since a service may be starting again. */
export async function waitForAgreement(watch: Watch): Promise<Verdict> {
  const deadline = Date.now() + watch.withinMs;
  let flows: readonly FlowCounts[] = [];
  let since: number | undefined;
  while (Date.now() < deadline) {
    watch.signal?.throwIfAborted();
    const at = Date.now();
    const standing = await watch.look().catch(() => undefined);
    if (standing) {
      flows = standing.flows;
      watch.told?.(standing);
    }
    if (!standing || !agrees(standing)) since = undefined;
    else if (since !== undefined) return { agreed: true, at: since, flows };
    else since = at;
    await pause(watch.everyMs);
  }
  return { agreed: false, at: Date.now(), flows };
}
