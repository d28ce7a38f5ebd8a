import { setTimeout as pause } from 'node:timers/promises';
import { getJson } from '../http.js';

interface Shape {
  readonly method: string;
  readonly path: string;
  readonly count: number;
}

/** A request too many: when it came, and how many came in the second before. */
export interface Excess {
  readonly at: number;
  readonly count: number;
}

/** When the sandbox itself stood still, and for how long until then. */
export interface Stall {
  readonly at: number;
  readonly ms: number;
}

interface Tally {
  readonly maxPerSecond: number;
  readonly overLimit: readonly Excess[];
  readonly changes: readonly Shape[];
}

const everyMs = 400;

/** What the sandbox counts, over all its lives: what it forgets when it is killed is kept here. */
export class Gauge {
  private readonly over = new Map<number, Excess>();
  private readonly stalls = new Map<number, Stall>();
  private max = 0;
  private changes: readonly Shape[] = [];
  private ended: Record<string, number> = {};
  private current: Record<string, number> = {};

  constructor(private readonly sandbox: string) {}

  async watch(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await this.look().catch(() => undefined);
      await pause(everyMs);
    }
  }

  async look(): Promise<void> {
    const [tally, { hits }] = await Promise.all([
      getJson<Record<'powerofficego' | 'customhrm', Tally> & { readonly stalls: readonly Stall[] }>(
        `${this.sandbox}/sandbox/v1/counters`,
      ),
      getJson<{ hits: Record<string, number> }>(`${this.sandbox}/sandbox/v1/faults`),
    ]);
    const { maxPerSecond, overLimit } = tally.powerofficego;
    this.max = Math.max(this.max, maxPerSecond);
    for (const one of overLimit) this.over.set(one.at, one);
    for (const one of tally.stalls) this.stalls.set(one.at, one);
    this.changes = [...tally.powerofficego.changes, ...tally.customhrm.changes];
    if (sum(hits) < sum(this.current)) this.ended = added(this.ended, this.current);
    this.current = hits;
  }

  /** Calls of the product that changed data, creates apart. */
  written(): { readonly creates: number; readonly changes: number } {
    const of = (isCreate: boolean) =>
      this.changes
        .filter(({ method }) => (method === 'POST') === isCreate)
        .reduce((total, { count }) => total + count, 0);
    return { creates: of(true), changes: of(false) };
  }

  /** The most requests to PowerOffice Go in any sliding second, when one was too many, when nobody could count. */
  pace(): { readonly most: number; readonly over: readonly Excess[]; readonly stalls: readonly Stall[] } {
    return { most: this.max, over: [...this.over.values()], stalls: [...this.stalls.values()] };
  }

  /** How often each fault struck. */
  faults(): Readonly<Record<string, number>> {
    return added(this.ended, this.current);
  }
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);

const added = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((k) => [k, (a[k] ?? 0) + (b[k] ?? 0)]));
