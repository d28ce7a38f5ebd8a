import { hash } from 'node:crypto';

/**
 * The trace that begins with a message, as a W3C `traceparent`: a function of its id, so that a repeat is in the same
 * trace. Not sampled; whoever records spans says so on his own hop.
 */
export function traceparentOf(messageId: string): string {
  const digits = hash('sha256', messageId, 'hex');
  return `00-${digits.slice(0, 32)}-${digits.slice(32, 48)}-00`;
}

/** The trace a `traceparent` names; undefined where it is none. */
export const traceIdOf = (traceparent: string): string | undefined =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(traceparent)?.[1];
