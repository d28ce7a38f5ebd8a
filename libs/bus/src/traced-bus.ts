import { topics } from '@samsvar/contracts';
import { DeadLetter } from './failures.js';
import type { Batch, Bus, Handler, Heard, Outgoing, SubscribeOptions } from './port.js';
import { type Deed, failureOf, isRecorded, type Span, type Tracer } from './tracer.js';

/**
 * A bus that records a span for each message that is sent and each that is processed, where its trace is recorded; all
 * others pass as they are. What handlers tell on is below the span of what they heard, and what hears it below the one
 * of its sending, so that one edit is one tree over all services.
 */
export function tracedBus(bus: Bus, tracer: Tracer): Bus {
  return {
    deadLetters: bus.deadLetters,
    publish: (out) => sent(bus, tracer, out),
    subscribe: (options) => bus.subscribe({ ...options, handlers: tracedHandlers(options, tracer) }),
    trouble: () => bus.trouble(),
    close: () => bus.close(),
  };
}

async function sent(bus: Bus, tracer: Tracer, out: readonly Outgoing[]): Promise<void> {
  const spans: Span[] = [];
  const told = out.map((one) => {
    const span = isRecorded(one.traceparent) ? tracer.below(one.traceparent, sending(one)) : undefined;
    if (!span) return one;
    spans.push(span);
    return { ...one, traceparent: span.traceparent };
  });
  try {
    await bus.publish(told);
  } catch (error) {
    for (const span of spans) span.end({}, failureOf(error));
    throw error;
  }
  for (const span of spans) span.end();
}

/** Topics that share a handler go on sharing one, else they are no longer gathered into one batch. */
function tracedHandlers({ group, handlers }: SubscribeOptions, tracer: Tracer): SubscribeOptions['handlers'] {
  const traced = new Map<Handler, Handler>();
  const tracedOnce = (handler: Handler): Handler => {
    const known = traced.get(handler) ?? tracedHandler(handler, group, tracer);
    traced.set(handler, known);
    return known;
  };
  return Object.fromEntries(Object.entries(handlers).map(([topic, handler]) => [topic, tracedOnce(handler)]));
}

interface Followed {
  readonly original: Heard;
  readonly span: Span;
}

const tracedHandler =
  (handler: Handler, group: string, tracer: Tracer): Handler =>
  async (batch) => {
    const followed = new Map<Heard, Followed>();
    const heard = batch.heard.map((original) => {
      const { traceparent } = original;
      const span = isRecorded(traceparent) ? tracer.below(traceparent, processing(original, group, batch)) : undefined;
      if (!span) return original;
      const below = { ...original, traceparent: span.traceparent };
      followed.set(below, { original, span });
      return below;
    });
    if (followed.size === 0) return handler(batch);
    try {
      await handler({ ...batch, heard });
    } catch (error) {
      throw failed(followed, error);
    }
    for (const { span } of followed.values()) span.end();
  };

/**
 * Ends the spans of a batch that failed. Where one message is at fault the others are handed over again at once, so
 * that only its own is recorded; the bus knows it as it was handed over.
 */
function failed(followed: ReadonlyMap<Heard, Followed>, error: unknown): unknown {
  const culprit = error instanceof DeadLetter ? followed.get(error.heard) : undefined;
  culprit?.span.end({}, failureOf(error));
  if (culprit) return new DeadLetter((error as Error).message, culprit.original, { cause: (error as Error).cause });
  if (!(error instanceof DeadLetter)) for (const { span } of followed.values()) span.end({}, failureOf(error));
  return error;
}

/** As OpenTelemetry's conventions for messaging name things (reference/product.md 2.3). */
const sending = ({ topic, key, message }: Outgoing): Deed => ({
  name: `send ${topics[topic].name}`,
  kind: 'producer',
  attributes: {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topics[topic].name,
    'messaging.kafka.message.key': key,
    'messaging.message.id': message.id,
    'samsvar.message': message.type,
    'samsvar.subject': message.subject,
  },
});

const processing = ({ topic, partition, offset, key, message }: Heard, group: string, { heard }: Batch): Deed => ({
  name: `process ${topics[topic].name}`,
  kind: 'consumer',
  attributes: {
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': topics[topic].name,
    'messaging.destination.partition.id': String(partition),
    'messaging.kafka.offset': offset,
    'messaging.kafka.message.key': key,
    'messaging.consumer.group.name': group,
    'messaging.message.id': message.id,
    'samsvar.message': message.type,
    'samsvar.subject': message.subject,
    // The span is as long as the batch took: how many shared that time.
    'samsvar.batch.messages': heard.length,
  },
});
