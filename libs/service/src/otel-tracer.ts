import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer as OpenTelemetry,
} from '@opentelemetry/api';
import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace';
import type { Deed, Span, Tracer } from '@samsvar/bus';
import { type TraceContext, traceContextOf, traceparentIn } from '@samsvar/contracts';

const kinds = { client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER };

/** Our spans as OpenTelemetry's. What is told travels as text, so nothing is kept of what is under way here. */
export class OtelTracer implements Tracer {
  constructor(
    private readonly tracer: OpenTelemetry,
    private readonly ids: GivenIds,
  ) {}

  begin(traceparent: string, deed: Deed): Span | undefined {
    const context = traceContextOf(traceparent);
    return context && this.ids.giving(context, () => this.started(deed, ROOT_CONTEXT));
  }

  below(traceparent: string | undefined, deed: Deed): Span | undefined {
    const parent = traceContextOf(traceparent ?? '');
    if (!parent?.isSampled) return undefined;
    const { traceId, spanId } = parent;
    const traceFlags = TraceFlags.SAMPLED;
    return this.started(deed, trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true }));
  }

  private started({ name, kind, attributes, agoMs }: Deed, context: Context): Span | undefined {
    const options = {
      kind: kind ? kinds[kind] : SpanKind.INTERNAL,
      attributes: attributes as Attributes,
      ...(agoMs !== undefined && { startTime: new Date(Date.now() - agoMs) }),
    };
    const span = this.tracer.startSpan(name, options, context);
    if (!span.isRecording()) return undefined;
    const { traceId, spanId } = span.spanContext();
    return {
      traceparent: traceparentIn({ traceId, spanId, isSampled: true }),
      end: (more, failure) => end(span, more as Attributes, failure),
    };
  }
}

function end(span: OtelSpan, more: Attributes | undefined, failure: string | undefined): void {
  if (more) span.setAttributes(more);
  if (failure !== undefined) span.setAttribute('error.type', failure).setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Ids of OpenTelemetry's making, but for the first span of a trace: its own are those of the traceparent. */
export class GivenIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  private given: TraceContext | undefined;

  /** What is begun meanwhile has these ids. */
  giving<T>(given: TraceContext, begin: () => T): T {
    this.given = given;
    try {
      return begin();
    } finally {
      this.given = undefined;
    }
  }

  generateTraceId = (): string => this.given?.traceId ?? this.random.generateTraceId();
  generateSpanId = (): string => this.given?.spanId ?? this.random.generateSpanId();
}
