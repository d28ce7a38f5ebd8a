import { type Log, traceOf } from '@samsvar/service';
import type { TenantSettings } from '@samsvar/sync';
import type { Workplace } from './turn.js';
import { tenantsDue } from '../ledger/tenant-row.js';
import { meetSlice } from './turn.js';

const lookEveryMs = 1_000;

/**
 * Works through first meetings in slices, each in a transaction of its own, a slice of every tenant in turn. Which
 * tenants are meeting is stored with them, so any replica goes on after a crash.
 */
export class Meeting {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(
    private readonly place: Workplace,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.wake(), lookEveryMs);
    this.wake();
  }

  /** Looks now; called after every batch, since a batch may have completed what a meeting waits for. */
  wake(): void {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && !this.closed) {
      this.again = false;
      try {
        for (let left = await this.meeting(); left.length > 0;) left = await this.sliceOfEach(left);
      } catch (error) {
        this.waits(error);
      }
    }
  }

  /** Those of whom there is more; one that fails is looked at again later, and holds nobody up. */
  private async sliceOfEach(tenants: readonly TenantSettings[]): Promise<readonly TenantSettings[]> {
    const left: TenantSettings[] = [];
    for (const tenant of tenants) {
      if (this.closed) return [];
      try {
        if (await meetSlice(this.place, tenant)) left.push(tenant);
      } catch (error) {
        this.waits(error, tenant.id);
      }
    }
    return left;
  }

  private waits(error: unknown, tenant?: string): void {
    this.log.warn('a first meeting waits', { tenant, ...traceOf(error) });
  }

  private async meeting(): Promise<readonly TenantSettings[]> {
    const due = await tenantsDue(this.place.database);
    return due.flatMap((id) => this.place.tenants.get(id) ?? []);
  }
}
