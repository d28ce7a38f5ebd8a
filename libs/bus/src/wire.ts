import type { Message, TopicId } from '@samsvar/contracts';
import { Envelope, messageName, topics, wireType } from '@samsvar/contracts';
import type { ZodType } from 'zod';

/** Why some bytes are no message of their topic; names the field. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable';
}

/** A message as CloudEvents 1.0 in structured JSON mode. */
export function encode(message: Message): string {
  const { id, type, source, subject, time, correlationid, causationid, data } = message;
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

/** The message some bytes are, validated against the topic table; fields nobody knows are left out. */
export function decode(topic: TopicId, value: Buffer | null): Message {
  const { specversion: _, datacontenttype: __, type, data, ...rest } = parsed(Envelope, json(value), 'envelope');
  const messages: Readonly<Record<string, ZodType>> = topics[topic].messages;
  const name = messageName(type);
  const schema = name !== undefined && Object.hasOwn(messages, name) ? messages[name] : undefined;
  if (name === undefined || !schema) {
    throw new Undecodable(`type: ${type} is no message of ${topics[topic].name}`);
  }
  return { ...rest, type: name, data: parsed(schema, data, 'data') };
}

function json(value: Buffer | null): unknown {
  if (value === null) throw new Undecodable('value: empty');
  try {
    return JSON.parse(value.toString('utf8'));
  } catch (error) {
    throw new Undecodable('value: not JSON', { cause: error });
  }
}

function parsed<T>(schema: ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw new Undecodable(`${[where, ...(first?.path ?? [])].join('.')}: ${first?.message ?? 'does not fit'}`);
}
