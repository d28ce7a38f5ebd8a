import { z } from 'zod';

/**
 * Every message on the bus is a CloudEvents 1.0 event in structured JSON mode: the whole event is the Kafka value, and
 * the only Kafka headers are `content-type` and `traceparent` (kafkajs pays dearly per header).
 */
export const Envelope = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1).describe('a function of the cause: a repeat has the same id'),
    source: z.string().min(1).describe('the service that says it'),
    type: z.string().min(1).describe('samsvar.<Message>.v<version>'),
    subject: z.string().min(1).describe('the record key or link id it is about'),
    time: z.string().optional().describe('when it was stored, UTC'),
    datacontenttype: z.literal('application/json').optional(),
    correlationid: z.string().optional().describe('the id of the message that began the chain'),
    causationid: z.string().optional().describe('the id of the message that caused this one'),
    data: z.unknown(),
  })
  .describe('CloudEvents 1.0, structured JSON mode');

/** An event on its way, with the data of its type. */
export interface Message<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  readonly subject: string;
  readonly time?: string | undefined;
  readonly correlationid?: string | undefined;
  readonly causationid?: string | undefined;
  readonly data: Data;
}

/** The content type that marks structured mode. */
export const contentType = 'application/cloudevents+json';

/** The wire type of a message: `samsvar.RecordSeen.v1`. */
export const wireType = (name: string, version = 1): string => `samsvar.${name}.v${version}`;
/** The message name in a wire type, or undefined when it is not one of ours. */
export const messageName = (type: string): string | undefined => /^samsvar\.([A-Za-z]+)\.v1$/.exec(type)?.[1];

/** A message as CloudEvents 1.0 in structured JSON mode: the text that goes over the wire, and into an outbox. */
export function envelopeText({ id, type, source, subject, data, ...chain }: Message): string {
  const { time, correlationid, causationid } = chain;
  return JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type: wireType(type),
    subject,
    time,
    correlationid,
    causationid,
    datacontenttype: 'application/json',
    data,
  });
}

/** The message of an envelope of ours, as `envelopeText` said it; undefined when its type is none of ours. */
export function messageIn(envelope: z.infer<typeof Envelope>): Message | undefined {
  const { specversion: _, datacontenttype: __, type, data, ...rest } = envelope;
  const name = messageName(type);
  return name === undefined ? undefined : { ...rest, type: name, data };
}
