import type { ConnectorStore, StoreCopy } from './connector-store.js';
import type { Faults } from './faults.js';
import type { Log } from './log.js';

/** How long a failover takes. */
const awayMs = 6_000;
/** Commands that were lost with it come again before anything is listed, which waits so long at least (R8). */
const quietMs = 21_000;

/** The failovers of one connector's database: it goes back to where it was a few turns ago, with its position. */
export class Failover {
  private past: { readonly store: StoreCopy; readonly at: number }[] = [];
  private awayUntil = 0;
  private quietUntil = 0;
  private heardTo = 0;

  constructor(
    private readonly store: ConnectorStore,
    private readonly commands: Log<unknown>,
    private readonly options: { readonly faults: Faults; readonly now: () => number },
  ) {}

  get isAway(): boolean {
    return this.options.now() < this.awayUntil;
  }

  get isQuiet(): boolean {
    return this.options.now() < this.quietUntil || this.commands.at < this.heardTo;
  }

  /** Whether the database is set back now; what it holds is remembered for another time. */
  strikes(): boolean {
    const { faults, now } = this.options;
    if (!faults.mayEver('failover')) return false;
    const [then] = this.past;
    this.past = [...this.past.slice(-2), { store: this.store.copy(), at: this.commands.at }];
    if (!then || !faults.strikes('failover')) return false;
    this.store.goBack(then.store);
    this.heardTo = Math.max(this.heardTo, this.commands.at);
    this.commands.moveTo(then.at);
    this.past = [];
    this.awayUntil = now() + awayMs;
    this.quietUntil = now() + quietMs;
    return true;
  }
}
