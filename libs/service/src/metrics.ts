import { createRequire } from 'node:module';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The version that runs. */
export const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

const usualBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Values of a gauge, by their labels. */
export type Readings<Label extends string> = readonly (readonly [Readonly<Partial<Record<Label, string>>>, number])[];

/** The metrics of this process. Names begin with `samsvar_`; labels never carry ids or values. */
export class Metrics {
  readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry, prefix: 'samsvar_' });
    this.gauge('build_info', 'the version that runs', ['version']).set({ version }, 1);
  }

  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name: `samsvar_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** `collect` is asked when the metrics are read. */
  gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    collect?: () => number | Promise<number>,
  ): Gauge<Label> {
    const gauge: Gauge<Label> = new Gauge({
      name: `samsvar_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      ...(collect && { collect: async () => gauge.set(await collect()) }),
    });
    return gauge;
  }

  /**
   * A gauge of which everything is read when the metrics are: what is not there now is not shown, nor what cannot be
   * read (a database that is away), and the other metrics are.
   */
  watched<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => Readings<Label> | Promise<Readings<Label>>,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      name: `samsvar_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect: async () => {
        const readings = await inTime(read);
        gauge.reset();
        gauge.remove({});
        for (const [labels, value] of readings) gauge.set(labels, value);
      },
    });
  }

  /** How far heartbeats have come: told of each that passes a stage, with when it began (milliseconds). */
  heartbeat(): (stage: string, beat: { readonly system: string; readonly at: number }) => void {
    const help = 'when the newest heartbeat that has passed this stage began, by the system whose connector sent it';
    const passed = this.gauge('heartbeat_timestamp_seconds', help, ['stage', 'system']);
    const newest = new Map<string, number>();
    return (stage, { system, at }) => {
      const name = `${stage}/${system}`;
      if ((newest.get(name) ?? 0) > at) return;
      newest.set(name, at);
      passed.set({ stage, system }, at / 1_000);
    };
  }

  histogram<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    buckets: readonly number[] = usualBuckets,
  ): Histogram<Label> {
    return new Histogram({
      name: `samsvar_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }
}

const readMostMs = 2_000;

/** What is read, or nothing where it fails or takes too long. */
async function inTime<T>(read: () => readonly T[] | Promise<readonly T[]>): Promise<readonly T[]> {
  const { promise: late, resolve } = Promise.withResolvers<readonly T[]>();
  const timer = setTimeout(() => resolve([]), readMostMs);
  const reading = Promise.resolve().then(read);
  return Promise.race([reading.catch(() => []), late]).finally(() => clearTimeout(timer));
}
