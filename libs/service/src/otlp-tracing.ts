import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log } from './logger.js';
import { version } from './metrics.js';
import { GivenIds, OtelTracer } from './otel-tracer.js';
import { samplerFor } from './sampler.js';
import type { Tracing, TracingOptions } from './tracing.js';

/** So many spans wait at most; more than that are dropped: the work never waits for whoever collects them. */
const waitingMost = 2_048;
const sendEveryMs = 1_000;
const sendWithinMs = 5_000;
/** A stop has ten seconds in all. */
const flushWithinMs = 2_000;

/** Sends spans to an OTLP collector, over HTTP as JSON. */
export function otlpTracing({ service, log, settings }: TracingOptions, endpoint: string): Tracing {
  listenTo(log);
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: sendWithinMs });
  const ids = new GivenIds();
  let closed: Promise<void> | undefined;
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.namespace': 'samsvar',
        'service.name': service,
        'service.version': version,
        'service.instance.id': randomUUID(),
      }),
    ),
    sampler: samplerFor(settings),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: watched(exporter, log),
        maxQueueSize: waitingMost,
        maxExportBatchSize: waitingMost / 4,
        scheduledDelayMillis: sendEveryMs,
        exportTimeoutMillis: sendWithinMs * 2,
      }),
    ],
  });
  return {
    tracer: new OtelTracer(provider.getTracer('samsvar', version), ids),
    close: () => (closed ??= flushed(provider)),
  };
}

async function flushed(provider: TracerProvider): Promise<void> {
  const late = pause(flushWithinMs, undefined, { ref: false });
  await Promise.race([provider.shutdown().catch(() => undefined), late]);
}

/** Says that spans are lost, by how many and why; how often is the log's business. */
const watched = (exporter: SpanExporter, log: Log): SpanExporter => ({
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      if (result.code !== 0) {
        const { code, name, message } = (result.error ?? {}) as Error & { readonly code?: string | number };
        const error = [code ?? name, message].filter((part) => part !== undefined && part !== '').join(': ');
        log.warn('spans could not be sent; check OTEL_EXPORTER_OTLP_ENDPOINT', { spans: spans.length, error });
      }
      done(result);
    }),
  shutdown: () => exporter.shutdown(),
});

/** What OpenTelemetry itself warns of, above all spans that it dropped; of failed sending there is a word already. */
function listenTo(log: Log): void {
  const silent = () => undefined;
  const warn = (words: string) => log.warn('OpenTelemetry warns', { words: words.replace(/\d+/g, 'some') });
  const logger = { error: silent, warn, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
