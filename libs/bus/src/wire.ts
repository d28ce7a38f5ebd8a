import type { Message, TopicId } from '@samsvar/contracts';
import { Envelope, messageIn, topics } from '@samsvar/contracts';
import type { ZodType } from 'zod';

/** Why some bytes are no message of their topic; names the field. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable';
}

/** The message some bytes are, validated against the topic table; fields nobody knows are left out. */
export function decode(topic: TopicId, value: Buffer | null): Message {
  const envelope = parsed(Envelope, json(value), 'envelope');
  const messages: Readonly<Record<string, ZodType>> = topics[topic].messages;
  const message = messageIn(envelope);
  const schema = message && Object.hasOwn(messages, message.type) ? messages[message.type] : undefined;
  if (!message || !schema) throw new Undecodable(`type: ${envelope.type} is no message of ${topics[topic].name}`);
  return { ...message, data: parsed(schema, message.data, 'data') };
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
