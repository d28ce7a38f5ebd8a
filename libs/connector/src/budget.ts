import type { Sql } from '@samsvar/persistence';

/** What a request is for: people's edits go first, then polls, then bulk work. */
export type Lane = 'edit' | 'poll' | 'bulk';
const lanes: readonly Lane[] = ['edit', 'poll', 'bulk'];

export interface BudgetOptions {
  readonly database: Sql;
  /** Names the budget: everyone with the same name shares it, over all tenants and replicas. */
  readonly name: string;
  /** The time between two requests. */
  readonly intervalMs: number;
  /** How many slots are taken at a time when many wait. */
  readonly slotsMax?: number;
}

interface Waiting {
  readonly tenant: string;
  readonly go: () => void;
}

/** A slot this late is dropped: two requests must never come closer than the limit allows (Inv 18). */
const lateMs = 45;

/**
 * Lets requests go at an even pace, shared through one row in Postgres (GCRA: a fixed window would let twice as many
 * through in a sliding second). Within this process edits go before polls and polls before bulk work, tenants in turn.
 */
export class Budget {
  private readonly waiting: Record<Lane, Waiting[]> = { edit: [], poll: [], bulk: [] };
  private lastTenant = '';
  private running = false;

  constructor(private readonly options: BudgetOptions) {}

  /** Resolves when one request may go. */
  slot(tenant: string, lane: Lane): Promise<void> {
    return new Promise((go) => {
      this.waiting[lane].push({ tenant, go });
      if (!this.running) void this.run();
    });
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
    const { intervalMs } = this.options;
    const asked = performance.now();
    const waitMs = await this.reserve(slots);
    for (let slot = 0; slot < slots; slot++) {
      const due = asked + waitMs + slot * intervalMs;
      if (due > performance.now()) await sleep(due - performance.now());
      if (performance.now() - due <= lateMs) this.next()?.go();
    }
  }

  /** Reserves slots; answers how long to wait for the first, by the database's clock. */
  private async reserve(slots: number): Promise<number> {
    const { database, name, intervalMs } = this.options;
    const [row] = await database.query<{ wait: string }>(
      `insert into budget as b (name, next_at) values ($1, clock_timestamp() + $2 * interval '1 millisecond')
       on conflict (name) do update
         set next_at = greatest(clock_timestamp(), b.next_at) + $2 * interval '1 millisecond'
       returning extract(epoch from next_at - clock_timestamp()) * 1000 - $2 as wait`,
      [name, slots * intervalMs],
    );
    return Math.max(Number(row?.wait ?? 0), 0);
  }

  /** The next request: the first lane with any, a tenant other than the last one where there is one. */
  private next(): Waiting | undefined {
    const lane = lanes.find((candidate) => this.waiting[candidate].length > 0);
    if (!lane) return undefined;
    const queue = this.waiting[lane];
    const other = queue.findIndex(({ tenant }) => tenant !== this.lastTenant);
    const [chosen] = queue.splice(Math.max(other, 0), 1);
    this.lastTenant = chosen!.tenant;
    return chosen;
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
