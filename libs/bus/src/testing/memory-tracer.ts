import { traceContextOf, traceparentIn, type TraceContext } from '@samsvar/contracts';
import type { Deed, Span, SpanAttributes, Tracer } from '../tracer.js';

/** A span that has ended. */
export interface Recorded {
  readonly name: string;
  readonly kind: Deed['kind'];
  readonly traceId: string;
  readonly spanId: string;
  /** The span it is below; undefined for the first of a trace. */
  readonly parent: string | undefined;
  readonly attributes: SpanAttributes;
  readonly failure?: string;
  readonly agoMs?: number;
}

/** Keeps what was recorded, in the order it ended: for specs. */
export class MemoryTracer implements Tracer {
  readonly recorded: Recorded[] = [];
  private spans = 0;

  constructor(private readonly samples: (traceId: string) => boolean = () => true) {}

  begin(traceparent: string, deed: Deed): Span | undefined {
    const { traceId, spanId } = traceContextOf(traceparent)!;
    return this.samples(traceId) ? this.span({ traceId, spanId, isSampled: true }, undefined, deed) : undefined;
  }

  below(traceparent: string | undefined, deed: Deed): Span | undefined {
    const parent = traceContextOf(traceparent ?? '');
    if (!parent?.isSampled) return undefined;
    const spanId = (++this.spans).toString(16).padStart(16, '0');
    return this.span({ ...parent, spanId }, parent.spanId, deed);
  }

  private span(context: TraceContext, parent: string | undefined, { attributes, name, kind, agoMs }: Deed): Span {
    const { traceId, spanId } = context;
    return {
      traceparent: traceparentIn(context),
      end: (more, failure) => {
        const said = { ...attributes, ...more };
        const optional = { ...(failure !== undefined && { failure }), ...(agoMs !== undefined && { agoMs }) };
        this.recorded.push({ name, kind, traceId, spanId, parent, attributes: said, ...optional });
      },
    };
  }
}
