import { setTimeout as pause } from 'node:timers/promises';
import { ensureLeases, hurryLeases, releaseLease, renewLease, takeLease } from '@samsvar/persistence';
import { Forbidden, RetryLater } from '../failures.js';
import { writtenByOthers } from '../store/records.js';
import type { Kit } from './kit.js';
import { type Place, poll } from './poll.js';
import { type Hurry, isWanted } from './hurry.js';
import { historyOf, leaseOf, settleMs } from './set-back.js';
import type { PollState } from './poll-state.js';

export interface PollerOptions {
  readonly kit: Kit;
  /** How often a tenant's resources are polled. */
  readonly everyMs: (tenant: string) => number;
  /** How long a turn is somebody's without a sign of life; half a minute unless told otherwise. */
  readonly leaseMs?: number;
}

const defaultLeaseMs = 30_000;
const lookEveryMs = 200;
/** Polling takes at most a tenth of the time, however long a poll takes. */
const restFactor = 9;
/** But what took long because the database was away for a minute must not rest for nine. */
const restMost = 10;
const releaseEveryMs = 1_000;
const forbiddenPauseMs = 60_000;
const turnsMax = 4;

/** Polls every resource of every tenant, each by one replica at a time; leases keep cursors between turns. */
export class Poller {
  private closed = false;
  private readonly turns: Promise<void>[] = [];
  private readonly places: ReadonlyMap<string, Place>;
  /** What stands in the way of a place, in words a person can act on. */
  private readonly troubles = new Map<string, string>();
  private readonly paused = new Set<string>();
  /** Places of which the last poll failed midway, or brought something that could not be heard yet. */
  private readonly unheard = new Set<string>();

  constructor(private readonly options: PollerOptions) {
    const all = [...options.kit.connections.values()].flatMap(({ tenant, resources }) =>
      resources.map((resource) => [leaseOf(tenant, resource.name), { tenant, resource }] as const),
    );
    this.places = new Map(all);
  }

  /** Begins; what waits because a key was wrong is looked at anew, since a start is how a person mends that. */
  async start(): Promise<void> {
    const { database } = this.options.kit;
    const names = [...this.places.keys()];
    await ensureLeases(database, names);
    await database.query(`update lease set next_at = now() where name = any($1) and (state ->> 'lockedOut')::boolean`, [
      names,
    ]);
    for (let turn = 0; turn < turnsMax; turn++) this.turns.push(this.run(`${this.options.kit.owner}/${turn}`));
  }

  async close(withinMs = 4_000): Promise<void> {
    this.closed = true;
    await Promise.race([Promise.all(this.turns), pause(withinMs)]);
  }

  /** Makes a resource due now, as `Hurry` says. */
  async hurry(tenant: string, resource: string, wish: Hurry): Promise<void> {
    const { database } = this.options.kit;
    const name = leaseOf(tenant, resource);
    if (!this.places.has(name) || !(await isWanted(database, name, wish))) return;
    const { full = false, retell, restored } = wish;
    const wanted = { ...(full && { full }), ...(retell && { retell }), ...(restored && { restored }) };
    await hurryLeases(database, [name], full || retell ? wanted : undefined);
  }

  /** What stands in the way of polling a tenant, in words a person can act on. */
  troubleOf(tenant: string): string | undefined {
    return [...this.troubles].find(([name]) => this.places.get(name)?.tenant === tenant)?.[1];
  }

  pause(tenant: string, paused: boolean): void {
    if (paused) this.paused.add(tenant);
    else this.paused.delete(tenant);
  }

  /** Every turn is an owner of its own: one that lost its lease must not give back another's. */
  private async run(owner: string): Promise<void> {
    const { kit } = this.options;
    while (!this.closed) {
      try {
        if (!(await this.turn(owner))) await pause(lookEveryMs);
      } catch (error) {
        kit.log.warn('polling waits', { error: String(error) });
        await pause(2_000);
      }
    }
  }

  /** Takes one resource that is due and polls it; false when nothing is. */
  private async turn(owner: string): Promise<boolean> {
    const { kit, everyMs, leaseMs = defaultLeaseMs } = this.options;
    const names = [...this.places].filter(([, { tenant }]) => !this.paused.has(tenant)).map(([name]) => name);
    const lease = await takeLease<PollState>(kit.database, { names, owner, forMs: leaseMs });
    if (!lease) return false;
    const place = this.places.get(lease.name)!;
    const { tenant, resource } = place;
    const begun = Date.now();
    const renewing = setInterval(
      () => void renewLease(kit.database, lease.name, { owner, forMs: leaseMs }).catch(() => undefined),
      leaseMs / 3,
    );
    const before = lease.state ?? { scanned: false };
    try {
      const { isSetBack } = await kit.database.transaction((sql) => historyOf(kit, sql));
      if (isSetBack) throw new RetryLater('what was lost is asked again first', settleMs);
      const forgotten = await this.forgetOthers(place);
      const whole = forgotten || this.unheard.has(lease.name);
      const { state, left, soonMs = everyMs(tenant) } = await poll(kit, place, before, { whole });
      if (left) this.unheard.add(lease.name);
      else this.unheard.delete(lease.name);
      this.troubles.delete(lease.name);
      const tookMs = Date.now() - begun;
      const usualMs = Math.min(soonMs, everyMs(tenant));
      const nextInMs = Math.max(usualMs, Math.min(tookMs * restFactor, usualMs * restMost));
      await this.release(lease.name, { owner, nextInMs, state: { ...state, polledAt: Math.floor(kit.clock.now()) } });
      kit.metrics.polled(resource.name, (Date.now() - begun) / 1000);
    } catch (error) {
      this.unheard.add(lease.name);
      const state = error instanceof Forbidden ? { ...before, lockedOut: true } : before;
      await this.release(lease.name, { owner, nextInMs: this.afterFailure(error, place, lease.name), state });
    } finally {
      clearInterval(renewing);
    }
    return true;
  }

  /**
   * What other replicas have written, this one may have met before as it was once: a value that came back would pass
   * for known. Whether anything was forgotten, by this or by a write of ours.
   */
  private async forgetOthers({ tenant, resource }: Place): Promise<boolean> {
    const { database, owner, seenBefore, system } = this.options.kit;
    const others = await writtenByOthers(database, { tenant, resource: resource.name, writer: owner });
    for (const key of others) seenBefore.forget(key);
    return seenBefore.takeForgotten({ tenant, system, resource: resource.name });
  }

  /** A database that is away is waited for; a lease that is not given back is nobody's until it runs out. */
  private async release(name: string, end: Parameters<typeof releaseLease>[2]): Promise<void> {
    const { database, log } = this.options.kit;
    for (;;) {
      try {
        return void (await releaseLease(database, name, end));
      } catch (error) {
        if (this.closed) return;
        log.warn('polling waits', { error: String(error) });
        await pause(releaseEveryMs);
      }
    }
  }

  private afterFailure(error: unknown, { tenant, resource }: Place, name: string): number {
    const words = error instanceof Error ? error.message : String(error);
    this.options.kit.log.warn('a poll did not come to its end', { tenant, resource: resource.name, error: words });
    if (error instanceof Forbidden) {
      this.troubles.set(name, words);
      return forbiddenPauseMs;
    }
    return error instanceof RetryLater ? Math.max(error.afterMs, 500) : 5_000;
  }
}
