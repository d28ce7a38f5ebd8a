import type { Sql } from '@samsvar/persistence';
import { FarClock } from './far-clock.js';

/** What a request is for: people's edits go first, then polls, bulk work, and what is audited. */
export type Lane = 'edit' | 'poll' | 'bulk' | 'audit';
export const lanes: readonly Lane[] = ['edit', 'poll', 'bulk', 'audit'];

export interface BudgetOptions {
  readonly database: Sql;
  /** Names the budget: everyone with the same name shares it, over all tenants and replicas. */
  readonly name: string;
  /** The time between two requests. */
  readonly intervalMs: number;
  /** How many slots are taken at a time when many wait. */
  readonly slotsMax?: number;
  readonly granted?: Granted;
}

/** Told of every request that may go, and how long it waited for that. */
export type Granted = (lane: Lane, waitedSeconds: number) => void;

/** That one request may go, now. */
export interface Permit {
  /** False once the moment has passed: a request that was held up must ask again. */
  isFresh(): boolean;
}

/** Where a permit comes from; without one nobody counts. */
export type Slot = () => Promise<Permit | void>;

/** Resolves when one request may go at once: a process that was held up after its permit asks for another (Inv 18). */
export async function permitted(slot: Slot): Promise<void> {
  for (let permit = await slot(); permit && !permit.isFresh(); permit = await slot());
}

interface Waiting {
  readonly tenant: string;
  readonly since: number;
  readonly go: (permit: Permit) => void;
}

/** A slot this late is dropped: two requests must never come closer than the limit allows, on arrival too (Inv 18). */
const lateMs = 20;

/**
 * Lets requests go at an even pace, shared through one row in Postgres (GCRA: a fixed window would let twice as many
 * through in a sliding second). Within this process edits go before polls and polls before bulk work, tenants in turn.
 */
export class Budget {
  private readonly waiting: Record<Lane, Waiting[]> = { edit: [], poll: [], bulk: [], audit: [] };
  /** When each tenant was served last, counted in turns. */
  private readonly served = new Map<string, number>();
  private turns = 0;
  private running = false;
  private readonly clock = new FarClock();

  constructor(private readonly options: BudgetOptions) {}

  /** Resolves when one request may go, for a moment. */
  slot(tenant: string, lane: Lane): Promise<Permit> {
    return new Promise((go) => {
      this.waiting[lane].push({ tenant, since: performance.now(), go });
      if (!this.running) void this.run();
    });
  }

  /** How many wait in a lane, in this process. */
  waitingIn(lane: Lane): number {
    return this.waiting[lane].length;
  }

  perSecond(): number {
    return 1_000 / this.options.intervalMs;
  }

  private count(): number {
    return lanes.reduce((sum, lane) => sum + this.waiting[lane].length, 0);
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.count() > 0) {
      try {
        await this.spend(Math.min(this.count(), this.options.slotsMax ?? 5));
      } catch {
        await sleep(500); // The database is away: requests wait with everything else.
      }
    }
    this.running = false;
  }

  private async spend(slots: number): Promise<void> {
    const first = await this.reserve(slots);
    for (let slot = 0; slot < slots; slot++) {
      const due = first + slot * this.options.intervalMs;
      if (due > performance.now()) await sleep(due - performance.now());
      const permit = { isFresh: () => performance.now() - due <= lateMs };
      if (permit.isFresh()) this.next()?.go(permit);
    }
  }

  /** Reserves slots by the database's clock; answers when the first is due by ours. */
  private async reserve(slots: number): Promise<number> {
    const { database, name, intervalMs } = this.options;
    const asked = performance.now();
    const [row] = await database.query<{ due: string; now: string }>(
      `insert into budget as b (name, next_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
       on conflict (name) do update
         set next_at = greatest(clock_timestamp(), b.next_at) + $2 * interval '1 millisecond'
       returning extract(epoch from next_at) * 1000 - $2 as due, extract(epoch from clock_timestamp()) * 1000 as now`,
      [name, slots * intervalMs],
    );
    this.clock.heard(Number(row!.now), asked, performance.now());
    if (!this.clock.isSet()) throw new Error('the database answered too late to tell the time by it');
    return this.clock.ours(Number(row!.due));
  }

  /** The next request: of the first lane with any, the tenant served longest ago. */
  private next(): Waiting | undefined {
    const lane = lanes.find((candidate) => this.waiting[candidate].length > 0);
    if (!lane) return undefined;
    const queue = this.waiting[lane];
    const servedAt = ({ tenant }: Waiting) => this.served.get(tenant) ?? 0;
    const chosen = queue.reduce((best, one) => (servedAt(one) < servedAt(best) ? one : best));
    queue.splice(queue.indexOf(chosen), 1);
    this.served.set(chosen.tenant, ++this.turns);
    this.options.granted?.(lane, (performance.now() - chosen.since) / 1_000);
    return chosen;
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
