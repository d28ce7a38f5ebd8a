import type { StoredTelling } from './outbox.js';

/** As much as fits well into memory while the broker is away; more stays in the outbox alone. */
const most = 20_000;

/** What was committed and is not told yet, in order, as far as memory is lent to it. */
export class Waiting {
  private readonly rows: StoredTelling[] = [];
  /** When the rows up to which count arrived. */
  private readonly arrivals: { readonly upTo: number; readonly at: number }[] = [];
  private arrived = 0;
  private gone = 0;
  private inDoubt = 0;
  private missed = false;

  constructor(private readonly limit = most) {}

  /** Keeps all of them, or leaves them to a sweep; later ones are never kept before earlier ones are told. */
  add(out: readonly StoredTelling[]): void {
    if (out.length === 0) return;
    if (this.missed || (this.rows.length > 0 && this.rows.length + out.length > this.limit)) {
      this.missed = true;
      return;
    }
    for (const row of out) this.rows.push(row);
    this.arrivals.push({ upTo: (this.arrived += out.length), at: Date.now() });
  }

  /** The first of them; in doubt when some may have been told since, as any that waited longer than `sureMs` may. */
  front(max: number, sureMs: number): { readonly group: readonly StoredTelling[]; readonly inDoubt: boolean } {
    if (this.oldestAgeMs() > sureMs) this.doubt();
    const inDoubt = this.inDoubt > 0;
    return { group: this.rows.slice(0, inDoubt ? Math.min(max, this.inDoubt) : max), inDoubt };
  }

  /** The first of them are told. */
  drop(count: number): void {
    this.rows.splice(0, count);
    this.gone += count;
    this.inDoubt = Math.max(this.inDoubt - count, 0);
    while (this.arrivals[0] && this.arrivals[0].upTo <= this.gone) this.arrivals.shift();
  }

  /** Somebody may have told any of these. */
  doubt(): void {
    this.inDoubt = this.rows.length;
  }

  /** Whether it is time for a sweep to tell what memory had no room for; from now on there is room again. */
  takeMissed(): boolean {
    if (!this.missed || this.rows.length > 0) return false;
    this.missed = false;
    return true;
  }

  isEmpty(): boolean {
    return this.rows.length === 0 && !this.missed;
  }

  size(): number {
    return this.rows.length;
  }

  oldestAgeMs(): number {
    const [first] = this.arrivals;
    return first ? Date.now() - first.at : 0;
  }
}
