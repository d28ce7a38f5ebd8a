import type { Producer } from 'kafkajs';
import { contentType, envelopeText, topics } from '@samsvar/contracts';
import type { Outgoing } from '../port.js';

/** A broker refuses a request over 1 MB; kafkajs does not split them itself (reference/stack.md 1.3). */
const bytesMax = 700_000;
const messagesMax = 2_000;

interface Encoded {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Record<string, string>;
}

/** Publishes through one chain, one send under way, so that messages of one key never overtake each other. */
export class KafkaPublisher {
  private chain: Promise<unknown> = Promise.resolve();
  private failed: Error | undefined;

  constructor(
    private readonly producer: Producer,
    private readonly nameOf: (topic: Outgoing['topic']) => string = (topic) => topics[topic].name,
  ) {}

  publish(out: readonly Outgoing[]): Promise<void> {
    const sent = this.chain.then(() => this.send(out));
    this.chain = sent.then(
      () => (this.failed = undefined),
      (error: unknown) => (this.failed = error instanceof Error ? error : new Error(String(error))),
    );
    return sent;
  }

  /** Why the last send failed; nothing once another has succeeded. */
  failure(): Error | undefined {
    return this.failed;
  }

  private async send(out: readonly Outgoing[]): Promise<void> {
    for (const group of inGroups(out.map((one) => this.encoded(one)))) await this.producer.sendBatch(batchOf(group));
  }

  private encoded({ topic, key, message, text, traceparent }: Outgoing): Encoded {
    const headers = { 'content-type': contentType, ...(traceparent !== undefined && { traceparent }) };
    return { topic: this.nameOf(topic), key, value: text ?? envelopeText(message), headers };
  }
}

/** Messages in groups that one request can carry. */
function* inGroups(messages: readonly Encoded[]): Generator<readonly Encoded[]> {
  let group: Encoded[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value) + message.key.length + 100;
    if (group.length > 0 && (bytes + size > bytesMax || group.length >= messagesMax)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(message);
    bytes += size;
  }
  if (group.length > 0) yield group;
}

const batchOf = (group: readonly Encoded[]) => ({
  acks: -1,
  topicMessages: [...Map.groupBy(group, ({ topic }) => topic)].map(([topic, members]) => ({
    topic,
    messages: members.map(({ key, value, headers }) => ({ key, value, headers })),
  })),
});
