import type { Deed, Span, Tracer } from '@samsvar/bus';
import type { TopicId } from '@samsvar/contracts';
import { traceparentOf } from '@samsvar/contracts';
import type { Telling } from '@samsvar/persistence';

const begins: ReadonlySet<TopicId> = new Set(['commands.canonical', 'operator']);

/**
 * A write or a decision that is in no trace begins one: a person or a timer has caused it. Loads begin none, which
 * would cost a header a message and help nobody.
 */
export function inTrace(one: Telling): Telling {
  const { id, causationid = id } = one.message;
  if (one.traceparent !== undefined || !begins.has(one.topic)) return one;
  return { ...one, traceparent: traceparentOf(causationid) };
}

/**
 * The traces that begin with one commit: the first span of each lasts until it is stored, however much of what is told
 * has the same cause. What is not stored is not recorded.
 */
export class Beginnings {
  private readonly spans = new Map<string, Span | undefined>();

  constructor(private readonly tracer: Tracer | undefined) {}

  /** What is to be stored, each in its trace, as it is recorded where somebody does. */
  of(told: readonly Telling[]): readonly Telling[] {
    const { tracer } = this;
    const traced = told.map(inTrace);
    return tracer ? traced.map((one, index) => (one === told[index] ? one : this.begun(tracer, one))) : traced;
  }

  /** It is stored. */
  end(): void {
    for (const span of this.spans.values()) span?.end();
  }

  private begun(tracer: Tracer, one: Telling): Telling {
    const traceparent = one.traceparent!;
    if (!this.spans.has(traceparent)) this.spans.set(traceparent, tracer.begin(traceparent, deciding(one)));
    const span = this.spans.get(traceparent);
    return span ? { ...one, traceparent: span.traceparent } : one;
  }
}

const deciding = ({ key, message: { causationid } }: Telling): Deed => ({
  name: 'decide',
  attributes: { 'samsvar.key': key, 'samsvar.cause': causationid },
});
