import { createRequire } from 'node:module';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

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

  histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Histogram<Label> {
    const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    return new Histogram({
      name: `samsvar_${name}`,
      help,
      labelNames: [...labelNames],
      buckets,
      registers: [this.registry],
    });
  }
}
