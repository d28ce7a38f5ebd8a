import { setTimeout as pause } from 'node:timers/promises';
import { messageId } from '@samsvar/contracts';
import { ensureLeases, hurryLeases, putOutbox, releaseLease, renewLease, takeLease } from '@samsvar/persistence';
import { Forbidden, RetryLater } from '../failures.js';
import type { Page, Resource } from '../port.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { Listing } from './listing.js';
import type { PollState } from './poll-state.js';
import { claimOf, sameClaim } from './poll-state.js';
import { scanTold } from './told.js';

export interface PollerOptions {
  readonly kit: Kit;
  /** How often a tenant's resources are polled. */
  readonly everyMs: (tenant: string) => number;
}

const leaseMs = 30_000;
const lookEveryMs = 200;
/** Polling takes at most a tenth of the time, however long a poll takes. */
const restFactor = 9;
const forbiddenPauseMs = 60_000;
const turnsMax = 4;

/** Polls every resource of every tenant, each by one replica at a time; leases keep cursors between turns. */
export class Poller {
  private closed = false;
  private readonly turns: Promise<void>[] = [];
  private readonly places: ReadonlyMap<string, { readonly tenant: string; readonly resource: Resource }>;
  /** What stands in the way, by tenant, in words a person can act on. */
  readonly troubles = new Map<string, string>();
  private readonly paused = new Set<string>();
  /** Resources of which the last poll brought something that could not be heard yet. */
  private readonly unheard = new Set<string>();

  constructor(private readonly options: PollerOptions) {
    const all = [...options.kit.connections.values()].flatMap(({ tenant, resources }) =>
      resources.map((resource) => [`poll/${tenant}/${resource.name}`, { tenant, resource }] as const),
    );
    this.places = new Map(all);
  }

  async start(): Promise<void> {
    await ensureLeases(this.options.kit.database, [...this.places.keys()]);
    for (let turn = 0; turn < turnsMax; turn++) this.turns.push(this.run());
  }

  async close(withinMs = 4_000): Promise<void> {
    this.closed = true;
    await Promise.race([Promise.all(this.turns), pause(withinMs)]);
  }

  /** Makes a resource due now; `retell` has every record told again. */
  async hurry(tenant: string, resource: string, { retell }: { readonly retell: boolean }): Promise<void> {
    const name = `poll/${tenant}/${resource}`;
    if (!this.places.has(name)) return;
    const { database } = this.options.kit;
    if (retell)
      await database.query(
        `update lease set state = jsonb_set(coalesce(state, '{}'), '{retell}', 'true') where name = $1`,
        [name],
      );
    await hurryLeases(database, [name]);
  }

  pause(tenant: string, paused: boolean): void {
    if (paused) this.paused.add(tenant);
    else this.paused.delete(tenant);
  }

  private async run(): Promise<void> {
    const { kit } = this.options;
    while (!this.closed) {
      try {
        if (!(await this.turn())) await pause(lookEveryMs);
      } catch (error) {
        kit.log.warn('polling waits', { error: String(error) });
        await pause(2_000);
      }
    }
  }

  /** Takes one resource that is due and polls it; false when nothing is. */
  private async turn(): Promise<boolean> {
    const { kit, everyMs } = this.options;
    const names = [...this.places].filter(([, { tenant }]) => !this.paused.has(tenant)).map(([name]) => name);
    const lease = await takeLease<PollState>(kit.database, { names, owner: kit.owner, forMs: leaseMs });
    if (!lease) return false;
    const { tenant, resource } = this.places.get(lease.name)!;
    const begun = Date.now();
    const renewing = setInterval(
      () => void renewLease(kit.database, lease.name, { owner: kit.owner, forMs: leaseMs }).catch(() => undefined),
      leaseMs / 3,
    );
    const before = lease.state ?? { scanned: false };
    try {
      const state = await this.poll(tenant, resource, before);
      this.troubles.delete(tenant);
      const nextInMs = Math.max(everyMs(tenant), (Date.now() - begun) * restFactor);
      await releaseLease(kit.database, lease.name, { owner: kit.owner, nextInMs, state });
      kit.metrics.polled(resource.name, (Date.now() - begun) / 1000);
    } catch (error) {
      const nextInMs = this.afterFailure(error, tenant, resource);
      await releaseLease(kit.database, lease.name, { owner: kit.owner, nextInMs, state: before });
    } finally {
      clearInterval(renewing);
    }
    return true;
  }

  private afterFailure(error: unknown, tenant: string, resource: Resource): number {
    const words = error instanceof Error ? error.message : String(error);
    this.options.kit.log.warn('a poll did not come to its end', { tenant, resource: resource.name, error: words });
    if (error instanceof Forbidden) {
      this.troubles.set(tenant, words);
      return forbiddenPauseMs;
    }
    return error instanceof RetryLater ? Math.max(error.afterMs, 500) : 5_000;
  }

  private async poll(tenant: string, resource: Resource, state: PollState): Promise<PollState> {
    if (!state.scanned) return this.first(tenant, resource, state);
    const listing = new Listing();
    const place = `${tenant}/${resource.name}`;
    const { cursor, complete, left } = await this.hearPages(
      resource.changes(state.cursor, { whole: this.unheard.has(place) }),
      {
        tenant,
        resource,
        listing,
        retell: state.retell === true,
      },
    );
    if (left > 0) this.unheard.add(place);
    else this.unheard.delete(place);
    const next = { scanned: true, ...(cursor !== undefined && { cursor }), ...claimOf(state) };
    if (!complete || listing.isUntouched() || sameClaim(listing, state)) return next;
    return { ...next, ...(await this.claim(tenant, resource, listing)) };
  }

  /** A first scan is complete only when two listings name the same ids, and as many as the system says. */
  private async first(tenant: string, resource: Resource, state: PollState): Promise<PollState> {
    const heard = new Listing();
    const { cursor } = await this.hearPages(resource.scan({ idsOnly: false }), {
      tenant,
      resource,
      listing: heard,
      retell: state.retell === true,
    });
    const again = new Listing();
    let total: number | undefined;
    for await (const page of resource.scan({ idsOnly: true })) {
      again.add(page);
      total = page.total ?? total;
    }
    if (
      heard.digest !== again.digest ||
      heard.count !== again.count ||
      (total !== undefined && total !== heard.count)
    ) {
      throw new RetryLater('two listings did not name the same records; listing again', 500);
    }
    const claim = await this.claim(tenant, resource, heard);
    return { scanned: true, ...(cursor !== undefined && { cursor }), ...claim };
  }

  private async hearPages(
    pages: AsyncIterable<Page>,
    at: { readonly tenant: string; readonly resource: Resource; readonly listing: Listing; readonly retell: boolean },
  ): Promise<{ cursor: string | undefined; complete: boolean; left: number }> {
    const { tenant, resource, listing, retell } = at;
    let cursor: string | undefined;
    let complete = false;
    let left = 0;
    let begunAt = Date.now();
    for await (const page of pages) {
      listing.add(page);
      const heard = await hearReadings(this.options.kit, {
        tenant,
        resource,
        readings: page.readings,
        begunAt,
        pollId: `poll-${begunAt}`,
        retell,
      });
      left += heard.left;
      begunAt = Date.now();
      cursor = page.cursor ?? cursor;
      complete = page.complete === true;
    }
    return { cursor, complete, left };
  }

  /** Tells that a listing was complete, after everything it named was stored to be told. */
  private async claim(
    tenant: string,
    resource: Resource,
    { count, digest }: Listing,
  ): Promise<{ count: number; digest: number }> {
    const { kit } = this.options;
    const scanId = messageId(tenant, resource.name, String(count), String(digest), String(Date.now()));
    const stored = await kit.database.transaction((sql) =>
      putOutbox(sql, [scanTold({ tenant, system: kit.system, resource: resource.name, scanId, count, digest })]),
    );
    kit.relay.tell(stored);
    return { count, digest };
  }
}
