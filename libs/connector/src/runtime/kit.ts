import type { Tracer } from '@samsvar/bus';
import type { RecordRef, System } from '@samsvar/contracts';
import { nativeResource } from '@samsvar/contracts';
import type { Database, Relay } from '@samsvar/persistence';
import type { Log } from '@samsvar/service';
import type { Connection, Resource } from '../port.js';
import type { Clock } from './clock.js';
import type { RuntimeMetrics } from './metrics.js';
import type { SeenBefore } from './seen-before.js';

/** What every part of a connector's runtime works with. */
export interface Kit {
  readonly system: System;
  readonly database: Database;
  readonly relay: Relay;
  readonly log: Log;
  readonly metrics: RuntimeMetrics;
  /** Names this process in leases; another process is another owner, also on the same machine. */
  readonly owner: string;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly seenBefore: SeenBefore;
  /** The database's time, in which the times of all replicas can be compared. */
  readonly clock: Pick<Clock, 'now'>;
  /** Records what is done, where somebody collects it. */
  readonly tracer?: Tracer | undefined;
}

/** The resource a record is of; undefined for tenants and resources this connector does not have. */
export const resourceOf = (
  { connections }: Pick<Kit, 'connections'>,
  at: Pick<RecordRef, 'tenant' | 'resource'>,
): Resource | undefined =>
  connections.get(at.tenant)?.resources.find(({ name }) => name === nativeResource(at.resource));

/** A record of this connector's system, by what a reading says of it. */
export const refOf = (
  kit: Pick<Kit, 'system'>,
  tenant: string,
  resource: Resource,
  reading: { id: string; parent?: string },
): RecordRef => ({
  tenant,
  system: kit.system,
  resource: resource.name,
  id: reading.id,
  ...(reading.parent !== undefined && { parent: reading.parent }),
});

/** How many calls may be under way at once: as many as the most patient resource takes. */
export const concurrencyOf = ({ connections }: Pick<Kit, 'connections'>): number =>
  Math.max(
    1,
    ...[...connections.values()].flatMap(({ resources }) => resources.map(({ abilities }) => abilities.concurrency)),
  );
