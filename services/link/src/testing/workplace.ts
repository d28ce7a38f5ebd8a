import type { Batch } from '@samsvar/bus';
import type { Message } from '@samsvar/contracts';
import type { Telling } from '@samsvar/persistence';
import { Database, Relay } from '@samsvar/persistence';
import type { TenantSettings } from '@samsvar/sync';
import { officeSettings } from '@samsvar/sync/testing';
import type { Workplace } from '../consumer/turn.js';

const topic = 'records.canonical' as const;

/** A place to work at, with a relay that tells into a list; with none it tells nobody, and the outbox keeps it. */
export function workplace(database: Database, ids: readonly string[], heard?: Telling[]): Workplace {
  const publish = (out: readonly Telling[]) =>
    heard ? Promise.resolve(void heard.push(...out)) : Promise.reject(new Error('nobody listens'));
  // The relay's statements are its own, and counted apart.
  const relay = new Relay({
    database: new Database(database.source),
    publisher: { publish },
    log: { warn: () => {} },
    sweepMs: 3_600_000,
  });
  const tenants = new Map(ids.map((id): [string, TenantSettings] => [id, officeSettings({ id })]));
  return { database, relay, tenants, clock: () => 0 };
}

/** Messages as the bus hands them over: one partition each tenant, from where it stands. */
export class Partitions {
  private readonly next = new Map<string, number>();

  constructor(private readonly tenants: readonly string[]) {}

  /** A batch of some tenants' messages; asked again without `moved`, it begins where it began. */
  batch(messages: Readonly<Record<string, readonly Message[]>>): Batch {
    const parts = Object.entries(messages).map(([key, all]) => ({ key, all, partition: this.tenants.indexOf(key) }));
    return {
      heard: parts.flatMap(({ key, all, partition }) =>
        all.map((message, index) => ({ topic, partition, key, message, offset: this.at(key) + index })),
      ),
      moves: parts.map(({ key, all, partition }) => ({
        topic,
        partition,
        from: this.at(key),
        next: this.at(key) + all.length,
      })),
    };
  }

  /** The batch was worked: the next one begins behind it. */
  moved({ moves }: Batch): void {
    for (const { partition, next } of moves) this.next.set(this.tenants[partition]!, next);
  }

  private at(tenant: string): number {
    return this.next.get(tenant) ?? 0;
  }
}
