import type { Message } from '@samsvar/contracts';
import type { OpenLink } from './links.js';
import type { Agreed } from './settings.js';

/** A message with the trace it came in, where it came in one. */
export interface Traced extends Message {
  readonly traceparent?: string | undefined;
}

/** Where what a turn decides comes from: when it was seen, and in which trace, by the message that told of it. */
export class Origins {
  private readonly seenAt = new Map<string, string>();
  private readonly traces = new Map<string, string>();

  hear(messages: readonly Traced[]): void {
    for (const { id, time, traceparent } of messages) {
      if (time !== undefined) this.seenAt.set(id, time);
      if (traceparent !== undefined) this.traces.set(id, traceparent);
    }
  }

  /** When what last changed a link was seen (ISO 8601), where this turn has heard it. */
  since({ cause }: Pick<OpenLink, 'cause'>): string | undefined {
    return this.seenAt.get(cause);
  }

  /** The trace of what last changed a link; that of what was last heard of it, where this turn has heard nothing. */
  traceOf({ cause, stored }: Pick<OpenLink, 'cause' | 'stored'>): string | undefined {
    return this.traces.get(cause) ?? stored.traceparent;
  }
}

/** A link that differed when it was stored last and agrees now. */
export function agreedNow({ stored, standing }: OpenLink, now: number): readonly Agreed[] {
  const { standing: before, since } = stored;
  if (before?.state !== 'differ' || standing?.state !== 'agree' || since === undefined) return [];
  return [{ flows: standing.flows, born: !before.linked, afterMs: Math.max(0, now - since) }];
}
