import { setTimeout as pause } from 'node:timers/promises';
import { auditPollId, fingerprint } from '@samsvar/contracts';
import { ensureLeases, hurryLeases, releaseLease, renewLease, takeLease } from '@samsvar/persistence';
import { compareReadings } from './compare-readings.js';
import type { Kit } from './kit.js';
import type { Place } from './poll.js';
import { leaseOf as pollLeaseOf } from './set-back.js';

export interface AuditorOptions {
  readonly kit: Kit;
  /** How often a part of every resource is audited; an hour unless told otherwise. */
  readonly everyMs?: number;
}

/** What one turn of auditing leaves for the next. */
interface AuditState {
  /** Which part is audited next; every record is in one of `parts`. */
  readonly part?: number;
  /** A wish: everything, under this name. */
  readonly pass?: string;
}

/** So many turns audit everything once: a day, by the hour. */
const parts = 24;
const usualEveryMs = 3_600_000;
const lookEveryMs = 1_000;
const leaseMs = 60_000;

/**
 * Lists every resource again at leisure and tells a part of its records as they are, so that link can compare them with
 * what it keeps: a rolling sample all the time, everything when somebody asks. By listings rather than single reads,
 * with requests that nobody else wants. It hears nothing: what has changed is left to a poll of everything, so that all
 * of it is counted before its first write (Inv 21).
 */
export class Auditor {
  private closed = false;
  private running: Promise<void> | undefined;
  private readonly places: ReadonlyMap<string, Place>;

  constructor(private readonly options: AuditorOptions) {
    const all = [...options.kit.connections.values()].flatMap(({ tenant, resources }) =>
      resources.map((resource) => [leaseOf(tenant, resource.name), { tenant, resource }] as const),
    );
    this.places = new Map(all);
  }

  async start(): Promise<void> {
    await ensureLeases(this.options.kit.database, [...this.places.keys()]);
    this.running = this.run();
  }

  async close(withinMs = 2_000): Promise<void> {
    this.closed = true;
    await Promise.race([this.running, pause(withinMs, undefined, { ref: false })]);
  }

  /** Audits all of a resource now, under the name of a pass. */
  async all(tenant: string, resource: string, pass: string): Promise<void> {
    const name = leaseOf(tenant, resource);
    if (this.places.has(name)) await hurryLeases(this.options.kit.database, [name], { pass });
  }

  private async run(): Promise<void> {
    const { log } = this.options.kit;
    while (!this.closed) {
      try {
        if (!(await this.turn())) await pause(lookEveryMs, undefined, { ref: false });
      } catch (error) {
        log.warn('auditing waits', { error: String(error) });
        await pause(lookEveryMs * 5, undefined, { ref: false });
      }
    }
  }

  /** Takes one resource that is due; false when nothing is. The first turn only notes when the next one is. */
  private async turn(): Promise<boolean> {
    const { kit, everyMs = usualEveryMs } = this.options;
    const { database, owner } = kit;
    const lease = await takeLease<AuditState>(database, { names: [...this.places.keys()], owner, forMs: leaseMs });
    if (!lease) return false;
    const before = lease.state ?? {};
    const { part, pass } = before;
    const isAsked = pass !== undefined;
    const renewing = setInterval(
      () => void renewLease(database, lease.name, { owner, forMs: leaseMs }).catch(() => 0),
      leaseMs / 3,
    );
    let state = before;
    try {
      if (isAsked || part !== undefined) await auditPart(kit, this.places.get(lease.name)!, before);
      state = { part: isAsked ? (part ?? 0) : ((part ?? -1) + 1) % parts };
    } finally {
      clearInterval(renewing);
      await releaseLease(database, lease.name, { owner, nextInMs: everyMs, state });
    }
    return true;
  }
}

const leaseOf = (tenant: string, resource: string): string => `audit/${tenant}/${resource}`;

/**
 * Lists a resource and tells the records of a part, or all of them for a pass; where anything is news the resource is
 * polled as a whole.
 */
async function auditPart(kit: Kit, { tenant, resource }: Place, { part = 0, pass }: AuditState): Promise<void> {
  const pollId = auditPollId(pass ?? `part-${part}`);
  const audits = (id: string) => pass !== undefined || partOf(id) === part;
  let isNews = false;
  let begunAt = kit.clock.now();
  for await (const { readings } of resource.scan({ idsOnly: false, spare: true })) {
    const brought = await compareReadings(kit, { tenant, resource, readings, begunAt, pollId, audits });
    isNews ||= brought;
    begunAt = kit.clock.now();
  }
  if (isNews) await hurryLeases(kit.database, [pollLeaseOf(tenant, resource.name)], { full: true });
}

const partOf = (id: string): number => {
  const [a, b] = fingerprint(id);
  return (a!.charCodeAt(0) * 31 + b!.charCodeAt(0)) % parts;
};
