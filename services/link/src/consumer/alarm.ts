import { type Log, traceOf } from '@samsvar/service';
import type { TenantSettings } from '@samsvar/sync';
import { wake } from '@samsvar/sync';
import { commit } from '../commit.js';
import { PostgresLedger } from '../ledger/postgres-ledger.js';
import { goOnDue } from '../ledger/tenant-row.js';
import type { Workplace } from './turn.js';

const lookEveryMs = 5_000;
const sliceMax = 1_000;

/**
 * Works off timers that are due, in slices, each in a transaction of its own. What is due is stored, so any replica
 * goes on after a crash; the time is the database's, the same for all replicas.
 */
export class Alarm {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly place: Workplace,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.look(), lookEveryMs);
    this.look();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.running;
  }

  private look(): void {
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  private async run(): Promise<void> {
    try {
      for (const tenant of await this.due()) await this.workOff(tenant);
    } catch (error) {
      this.log.warn('timers wait', traceOf(error));
    }
  }

  /** One tenant that fails is looked at again later, and holds nobody up. */
  private async workOff(tenant: TenantSettings): Promise<void> {
    try {
      for (let left = true; left && !this.closed;) left = await wakeSlice(this.place, tenant);
    } catch (error) {
      this.log.warn('timers wait', { tenant: tenant.id, ...traceOf(error) });
    }
  }

  private async due(): Promise<readonly TenantSettings[]> {
    const rows = await this.place.database.query<{ tenant: string }>(
      `select tenant from due
       where what <> $1 and at <= now() group by tenant order by min(at)`,
      [goOnDue],
    );
    return rows.flatMap(({ tenant }) => this.place.tenants.get(tenant) ?? []).filter(({ phase }) => phase !== 'match');
  }
}

/** One slice of what is due for a tenant; false when there is nothing left. */
export async function wakeSlice(place: Workplace, tenant: TenantSettings): Promise<boolean> {
  let left = false;
  await commit(place, async (sql) => {
    const woken = await wake(new PostgresLedger(sql, tenant.id), tenant, sliceMax);
    left = woken.left;
    return [woken];
  });
  return left;
}
