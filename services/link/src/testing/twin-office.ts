import type { Message } from '@samsvar/contracts';
import type { Database, Telling } from '@samsvar/persistence';
import { Office } from '@samsvar/sync/testing';
import { meetSlice, workBatch, type Workplace } from '../consumer/turn.js';
import { Partitions, workplace } from './workplace.js';

/**
 * The small office of the core's specs over two ledgers at once: the one in memory that simulations use, and the
 * service's own in PostgreSQL. Whatever is heard, both must decide, store and tell the same.
 */
export class TwinOffice extends Office {
  readonly place: Workplace;
  readonly told: Telling[] = [];
  private readonly partitions = new Partitions(['default']);

  constructor(readonly database: Database) {
    super();
    this.place = workplace(database, ['default'], this.told);
  }

  override async hear(...messages: readonly Message[]): Promise<void> {
    await super.hear(...messages);
    const batch = this.partitions.batch({ default: messages });
    await workBatch(this.place, batch);
    this.partitions.moved(batch);
  }

  override async meetAll(): Promise<void> {
    await super.meetAll();
    while (await meetSlice(this.place, this.place.tenants.get('default')!));
  }

  async close(): Promise<void> {
    await this.place.relay.close();
  }
}
