import { traceContextOf } from '@samsvar/contracts';

/** What a span says beside its name and times: ids, names of fields and counts, never values (Inv 10). */
export type SpanAttributes = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** What was done: how it is called, to whom it was done, and with what. */
export interface Deed {
  readonly name: string;
  /** `internal` unless said; `client`: another system was asked; `producer`, `consumer`: a message was sent, heard. */
  readonly kind?: 'client' | 'producer' | 'consumer';
  readonly attributes: SpanAttributes;
  /** How long ago it began, in milliseconds; now unless said. */
  readonly agoMs?: number;
}

/** Something under way that will be recorded; what never ends is not. */
export interface Span {
  /** What follows from it is told with this, and so is below it. */
  readonly traceparent: string;
  /** It ends now; `failure` is the name of what it failed by, no text of it. */
  end(more?: SpanAttributes, failure?: string): void;
}

/** Records what was done to the messages of a trace, as spans. There is none where nobody collects them. */
export interface Tracer {
  /** The first span of the trace that begins with this; undefined where such a trace is not recorded. */
  begin(traceparent: string, deed: Deed): Span | undefined;
  /** A span below the one this names; undefined where it names none, or its trace is not recorded. */
  below(traceparent: string | undefined, deed: Deed): Span | undefined;
}

/** Whether spans of what this names are recorded. */
export const isRecorded = (traceparent: string | undefined): boolean =>
  traceparent !== undefined && traceContextOf(traceparent)?.isSampled === true;

/** What an error is called, which names no value of anybody's. */
export const failureOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
