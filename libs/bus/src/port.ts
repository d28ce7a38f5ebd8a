import type { Message, TopicId } from '@samsvar/contracts';
import type { DeadLetters } from './dead-letters.js';

/** A message as it was heard: decoded, validated against the topic table, and where it stood. */
export interface Heard {
  readonly topic: TopicId;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly message: Message;
  readonly traceparent?: string;
}

/** How far a partition moves with a batch; a service stores it in the transaction of the batch's effects. */
export interface Move {
  readonly topic: TopicId;
  readonly partition: number;
  readonly from: number;
  readonly next: number;
}

/** Messages of any number of partitions, in order per partition, to be handled in one go. */
export interface Batch {
  readonly heard: readonly Heard[];
  readonly moves: readonly Move[];
}

/** A message on its way out. */
export interface Outgoing {
  readonly topic: TopicId;
  readonly key: string;
  readonly message: Message;
  /** The message as its envelope's text, where somebody has made it already (an outbox). */
  readonly text?: string;
  readonly traceparent?: string;
}

export interface Publisher {
  /** Resolves when the broker has stored all of them; order per key is kept, also across calls. */
  publish(out: readonly Outgoing[]): Promise<void>;
}

/** Where a group stands, as its own database has it; Kafka's offset is only a hint. */
export interface Positions {
  load(
    group: string,
    topics: readonly TopicId[],
  ): Promise<readonly { readonly topic: TopicId; readonly partition: number; readonly next: number }[]>;
  /** Told when a stored position lies beyond the end of its topic: the topic was lost and begins anew. */
  readonly topicLost?: (topic: TopicId, partition: number) => void;
}

/**
 * Called with one batch at a time. Throwing means: again, later, in order. `RetryLater` says when; `DeadLetter` names
 * the
 * one message that can never be handled; anything else is tried again with growing pauses.
 */
export type Handler = (batch: Batch) => Promise<void>;

export interface SubscribeOptions {
  readonly group: string;
  /** Topics with one and the same handler are gathered into one batch. */
  readonly handlers: Readonly<Partial<Record<TopicId, Handler>>>;
  readonly positions?: Positions;
  /** The most messages in one batch; 1,000 by default. */
  readonly sliceMax?: number;
}

export interface Subscription {
  /** Whether the group has been joined and its consumer runs. */
  joined(): boolean;
  /** Whether its consumer has ended for good, so that only a new process hears anything; a broker away ends none. */
  ended(): boolean;
  /** Why nothing is heard at present, in words a person can act on; undefined while all is well. */
  trouble(): string | undefined;
  /** Messages known to be waiting at the broker, over the assigned partitions. */
  lag(): number;
  /** Of them, how many partitions wait because their next messages failed; these are tried again. */
  postponed(): number;
  close(): Promise<void>;
}

export interface Bus extends Publisher {
  /** What nobody could handle. */
  readonly deadLetters: DeadLetters;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Why nothing can be told at present, in words a person can act on; undefined while all is well. */
  trouble(): string | undefined;
  close(): Promise<void>;
}

/** Where the bus reports what happens to it; ids and numbers only. */
export interface BusLog {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}
