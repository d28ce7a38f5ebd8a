import { hash } from 'node:crypto';

/**
 * The trace that begins with a message, as a W3C `traceparent`: a function of its id, so that a repeat is in the same
 * trace. Not sampled; whoever records spans says so where the trace begins.
 */
export function traceparentOf(messageId: string): string {
  const digits = hash('sha256', messageId, 'hex');
  return `00-${digits.slice(0, 32)}-${digits.slice(32, 48)}-00`;
}

/** What a `traceparent` names: the trace, the span that what follows is below, and whether its spans are recorded. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** What a `traceparent` says; undefined where it is none. */
export function traceContextOf(traceparent: string): TraceContext | undefined {
  const found = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent);
  if (!found) return undefined;
  const [, traceId, spanId, flags] = found as unknown as [string, string, string, string];
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The same as text, for what follows. */
export const traceparentIn = ({ traceId, spanId, isSampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

/** The trace a `traceparent` names; undefined where it is none. */
export const traceIdOf = (traceparent: string): string | undefined => traceContextOf(traceparent)?.traceId;
