import type { IHeaders, KafkaMessage, Producer } from 'kafkajs';
import { deadTopicOf } from '@samsvar/contracts';

/** Why a message went to its dead topic. */
export interface Death {
  readonly topic: string;
  readonly partition: number;
  readonly class: 'undecodable' | 'rejected';
  readonly reason: string;
}

/** Puts a message on its dead topic, untouched, with the reason in headers. */
export async function bury(producer: Producer, message: KafkaMessage, death: Death): Promise<void> {
  const headers: IHeaders = {
    ...message.headers,
    'samsvar.dead.topic': death.topic,
    'samsvar.dead.partition': String(death.partition),
    'samsvar.dead.offset': message.offset,
    'samsvar.dead.class': death.class,
    'samsvar.dead.reason': death.reason.slice(0, 1000),
    'samsvar.dead.at': new Date().toISOString(),
  };
  await producer.send({
    topic: deadTopicOf(death.topic),
    acks: -1,
    messages: [{ key: message.key, value: message.value, headers }],
  });
}
