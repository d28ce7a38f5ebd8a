import type { Message } from '@samsvar/contracts';
import type { LinkEvent, Out } from '@samsvar/sync';
import { MemoryLedger } from '@samsvar/sync/testing';
import type { Faults } from './faults.js';
import { Log } from './log.js';

/** Everything as it is now, to go back to. */
type Copy = () => void;

/** What link keeps of its tenant, which can be set back. */
export class SimLedger extends MemoryLedger {
  /** Events that a failover has lost, by the record that founded their link. */
  readonly forgotten: (readonly [id: string | undefined, event: LinkEvent])[] = [];

  /** Keeps what there is now; what it answers goes back to it. */
  copy(): Copy {
    const { state, position } = this;
    const [rows, kept, timers] = [[...this.rows], [...this.kept], [...this.timers]];
    const waits = [...this.waits].map(([target, all]) => [target, new Map(all)] as const);
    const told = this.tenantEvents.length;
    return () => {
      this.state = state;
      this.position = position;
      this.tenantEvents.length = told;
      this.forget(new Map(kept));
      refill(this.rows, rows);
      refill(this.kept, kept);
      refill(this.timers, timers);
      refill(this.waits, waits);
    };
  }

  private forget(kept: Kept): void {
    for (const [id, { changed, events }] of this.kept) {
      const lost = events.slice(kept.get(id)?.events.length ?? 0);
      this.forgotten.push(...lost.map((event) => [changed.state.founding?.id, event] as const));
    }
  }
}

type Kept = MemoryLedger['kept'];

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

const partitions = 3;

/** Which partition a key is in; by another salt the same keys are in others. */
const partitionOf = (key: string, salt: number): number =>
  [...key].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0) * salt) % 65_521, salt) % partitions;

/** The database of link: its ledger, what it has yet to tell, and how far it has heard. */
export class LinkStore {
  readonly records = new Log<Message>();
  readonly outbox: Out[] = [];
  private past: Copy[] = [];

  constructor(
    private readonly ledger: SimLedger,
    private readonly faults: Faults,
  ) {}

  /**
   * Whether a failover has it go back to where it was a few turns ago; what was published stays published, and what
   * was heard since is heard again in another order. Only once
   * everything has met: a link that was made by matching and is forgotten is found again by matching alone.
   */
  isSetBack(hasMet: boolean): boolean {
    if (!hasMet || !this.faults.mayEver('linkFailover')) return false;
    const [back] = this.past;
    this.past = [...this.past.slice(-2), this.copy()];
    if (!back || !this.faults.strikes('linkFailover')) return false;
    back();
    this.past = [];
    const salt = 1 + this.faults.size('linkFailover', 1_000);
    this.records.byPartition((key) => partitionOf(key, salt));
    return true;
  }

  private copy(): Copy {
    const [back, { at }, outbox] = [this.ledger.copy(), this.records, [...this.outbox]];
    return () => {
      back();
      this.records.moveTo(at);
      this.outbox.splice(0, this.outbox.length, ...outbox);
    };
  }
}
