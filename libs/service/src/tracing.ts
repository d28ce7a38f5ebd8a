import type { Tracer } from '@samsvar/bus';
import type { Log } from './logger.js';
import type { ServiceSettings } from './service-plan.js';

/** Spans on their way to whoever collects them. */
export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what has ended, for a moment; what is not sent by then is lost. */
  close(): Promise<void>;
}

/** What spans are told with. */
export interface TracingOptions {
  /** What the process calls itself. */
  readonly service: string;
  readonly log: Log;
  readonly settings: Pick<
    ServiceSettings,
    'OTEL_EXPORTER_OTLP_ENDPOINT' | 'OTEL_TRACES_SAMPLER' | 'OTEL_TRACES_SAMPLER_ARG'
  >;
}

/** Records spans where an address says who collects them; elsewhere nothing of OpenTelemetry is even loaded. */
export async function openTracing(options: TracingOptions): Promise<Tracing | undefined> {
  const endpoint = options.settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return undefined;
  const { otlpTracing } = await import('./otlp-tracing.js');
  return otlpTracing(options, endpoint);
}
