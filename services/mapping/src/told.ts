import type { Message, TopicId } from '@samsvar/contracts';
import { messageId } from '@samsvar/contracts';

/**
 * A message as it was heard, with its key: the key of an answer to a create is the only place that names its tenant.
 */
export interface Heard {
  readonly key: string;
  readonly traceparent?: string;
  readonly message: Message;
}

/** What became of a message: the words for metrics. */
export type Outcome = 'said' | 'passed-on' | 'refused' | 'unreadable';

/** What is to be told, where, and what became of the message that caused it. */
export interface Told {
  readonly topic: TopicId;
  readonly key: string;
  readonly message: Message;
  readonly traceparent?: string;
  readonly outcome: Outcome;
}

/**
 * A message that follows from another: its id is a function of its cause, so that hearing the cause twice tells the
 * same
 * thing twice. `said` is what else the outcome depends on (the mapping's fingerprint).
 */
export function following(
  cause: Message,
  { type = cause.type, subject = cause.subject, data, said = '' }: Following,
): Message {
  return {
    id: messageId('mapping', type, said, cause.id),
    type,
    source: 'mapping',
    subject,
    ...(cause.time !== undefined && { time: cause.time }),
    correlationid: cause.correlationid ?? cause.id,
    causationid: cause.id,
    data,
  };
}

/** What differs from the cause. */
export interface Following {
  readonly type?: string;
  readonly subject?: string;
  readonly data: unknown;
  readonly said?: string;
}
