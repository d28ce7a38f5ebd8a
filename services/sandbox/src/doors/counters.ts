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

/** How many requests of one shape changed data. */
export type ChangeCount = Omit<RequestCount, 'status'>;

/** A request too many: when it came, in milliseconds since 1970, and how many came in the second before. */
export interface Excess {
  readonly at: number;
  readonly count: number;
}

/** The requests of one crowd (the product, or people) to one system. */
export interface Tally {
  readonly requests: readonly RequestCount[];
  readonly maxPerSecond: number;
  /** Requests that were one too many for their second, with how many it had: the last hundred. */
  readonly overLimit: readonly Excess[];
  /** Requests that changed data; unlike the rest they are known again after a restart. */
  readonly changes: readonly ChangeCount[];
}

/** How many requests of the product each system takes in any second, by its own word. */
export const limitOf: Readonly<Record<System, number>> = { powerofficego: 10, customhrm: 50 };

const overMost = 100;

/** Counts one crowd's requests to one system: by method, path and status when answered, per second when they arrive. */
export class Counter {
  #second = new SlidingSecond();
  #answered = new Map<string, number>();
  #over: readonly Excess[] = [];
  #changes = new Map<string, number>();

  constructor(private readonly perSecond: number) {}

  arrived(nowMs: number): void {
    this.#second.add(nowMs);
    const count = this.#second.count(nowMs);
    if (count > this.perSecond) this.#over = [...this.#over.slice(1 - overMost), { at: nowMs, count }];
  }

  /** One more request of a shape (`PATCH /v2/Employees/{id}`) has changed data; answers how many have. */
  changed(shape: string): number {
    return this.knew(shape, (this.#changes.get(shape) ?? 0) + 1);
  }

  /** So many of a shape had changed data before a restart. */
  knew(shape: string, count: number): number {
    this.#changes.set(shape, count);
    return count;
  }

  answered(method: string, path: string, status: number): void {
    const key = `${method} ${path} ${status}`;
    this.#answered.set(key, (this.#answered.get(key) ?? 0) + 1);
  }

  reset(): void {
    this.#second = new SlidingSecond();
    this.#answered = new Map();
    this.#over = [];
    this.#changes = new Map();
  }

  tally(): Tally {
    const requests = [...this.#answered].map(([key, count]) => {
      const [method = '', path = '', status] = key.split(' ');
      return { method, path, status: Number(status), count };
    });
    const changes = [...this.#changes].flatMap(([shape, count]) => {
      const [method = '', path = ''] = shape.split(' ');
      return count > 0 ? [{ method, path, count }] : [];
    });
    return { requests, maxPerSecond: this.#second.max, overLimit: this.#over, changes };
  }
}

const crowd = (): Record<System, Counter> => ({
  powerofficego: new Counter(limitOf.powerofficego),
  customhrm: new Counter(limitOf.customhrm),
});

/** Both crowds' requests to both systems (contracts.md 5). */
export class Counters {
  readonly product = crowd();
  readonly people = crowd();

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
