import { heedHistory } from '@samsvar/persistence';
import { type Log, traceOf } from '@samsvar/service';
import type { TenantSettings } from '@samsvar/sync';
import { askAgain, askForgotten, heedChoices, heedLoss, tellAgain } from '@samsvar/sync';
import { commit } from '../commit.js';
import { PostgresLedger } from '../ledger/postgres-ledger.js';
import type { Workplace } from './turn.js';

const lookEveryMs = 60_000;
/** A write that nobody has answered for this long is asked once more; attempts back off by a quarter of an hour. */
const unansweredMinutes = 20;
const againMost = 500;

/**
 * Gets back what was lost: has connectors tell everything again where this database has no memory of a tenant or may
 * have lost its last commits (docs/decisions/0003), asks about records that connectors have forgotten, and once more
 * what nobody has answered for long.
 */
export class Recovery {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isTopicLost = false;

  constructor(
    private readonly place: Workplace,
    private readonly log: Log,
  ) {}

  /** Looks at once, and then every minute. */
  async start(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => (this.running = this.look()), lookEveryMs);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** The topic we hear was lost, and with it what was told on it: all of it is asked for again. */
  topicLost(): void {
    this.isTopicLost = true;
  }

  private async look(): Promise<void> {
    try {
      if (this.isTopicLost) await hearAgain(this.place);
      this.isTopicLost = false;
      await recover(this.place);
    } catch (error) {
      this.log.warn('recovery waits', traceOf(error));
    }
  }
}

/** Asks connectors to tell everything again, and members once more for what was asked of them. */
export async function hearAgain(place: Workplace): Promise<void> {
  for (const tenant of place.tenants.values()) {
    await commit(place, async (sql) => [await tellAgain(new PostgresLedger(sql, tenant.id), tenant)]);
  }
  await recover(place, 0);
}

/** One look at every tenant. */
export async function recover(place: Workplace, minutes = unansweredMinutes): Promise<void> {
  const { begun } = await heedHistory(place.database);
  for (const tenant of place.tenants.values()) {
    await commit(place, async (sql) => {
      const ledger = new PostgresLedger(sql, tenant.id);
      const heeded = [await heedLoss(ledger, tenant, begun), await heedChoices(ledger, tenant)];
      return [...heeded, await askForgotten(ledger, tenant)];
    });
    const ids = await unanswered(place, tenant, minutes);
    if (ids.length === 0) continue;
    await commit(place, async (sql) => [await askAgain(new PostgresLedger(sql, tenant.id), tenant, ids)]);
  }
}

/**
 * Links of which a member was asked for something so long ago and has not answered, whatever else they wait for: a
 * snapshot names what was asked as long as it is open. Snapshots are large: only old ones are looked into.
 */
async function unanswered({ database }: Workplace, { id }: TenantSettings, minutes: number): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `with old as materialized (
       select l.id, l.snapshot, e.at from link l join event e on e.stream = l.id and e.version = l.version
       where l.tenant = $1 and l.standing not in ('agree', 'ended') and e.at < now() - $2 * interval '1 minute')
     select id from old where strpos(snapshot, '"asked":') > 0 order by at limit $3`,
    [id, minutes, againMost],
  );
  return rows.map((row) => row.id);
}
