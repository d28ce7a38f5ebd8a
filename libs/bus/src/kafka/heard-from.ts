import type { KafkaMessage } from 'kafkajs';
import type { TopicId } from '@samsvar/contracts';
import type { Heard } from '../port.js';
import { decode } from '../wire.js';

/** What Kafka delivered, as it is heard. */
export function heardFrom(topic: TopicId, partition: number, message: KafkaMessage): Heard {
  const traceparent = message.headers?.['traceparent']?.toString();
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key?.toString() ?? '',
    message: decode(topic, message.value),
    ...(traceparent !== undefined && { traceparent }),
  };
}
