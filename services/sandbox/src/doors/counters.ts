import { SlidingSecond } from './sliding-second.js';

/** The two systems the sandbox plays. */
export type System = 'powerofficego' | 'customhrm';

/** How many requests of one shape were answered. `status` 0: the connection was cut instead of an answer. */
export interface RequestCount {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly count: number;
}

/** The requests of one crowd (the product, or people) to one system. */
export interface Tally {
  readonly requests: readonly RequestCount[];
  readonly maxPerSecond: number;
}

/** Counts one crowd's requests to one system: by method, path and status when answered, per second when they arrive. */
export class Counter {
  #second = new SlidingSecond();
  #answered = new Map<string, number>();

  arrived(nowMs: number): void {
    this.#second.add(nowMs);
  }

  answered(method: string, path: string, status: number): void {
    const key = `${method} ${path} ${status}`;
    this.#answered.set(key, (this.#answered.get(key) ?? 0) + 1);
  }

  reset(): void {
    this.#second = new SlidingSecond();
    this.#answered = new Map();
  }

  tally(): Tally {
    const requests = [...this.#answered].map(([key, count]) => {
      const [method = '', path = '', status] = key.split(' ');
      return { method, path, status: Number(status), count };
    });
    return { requests, maxPerSecond: this.#second.max };
  }
}

/** Both crowds' requests to both systems (contracts.md 5). */
export class Counters {
  readonly product = { powerofficego: new Counter(), customhrm: new Counter() };
  readonly people = { powerofficego: new Counter(), customhrm: new Counter() };

  of(system: System, people: boolean): Counter {
    return (people ? this.people : this.product)[system];
  }

  reset(): void {
    for (const crowd of [this.product, this.people]) for (const counter of Object.values(crowd)) counter.reset();
  }

  tally(): Record<System, Tally> & { people: Record<System, Tally> } {
    const both = (crowd: Record<System, Counter>): Record<System, Tally> => ({
      powerofficego: crowd.powerofficego.tally(),
      customhrm: crowd.customhrm.tally(),
    });
    return { ...both(this.product), people: both(this.people) };
  }
}
