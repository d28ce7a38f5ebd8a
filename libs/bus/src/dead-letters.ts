import type { TopicId } from '@samsvar/contracts';

/** A message that nobody could handle, as it lies on the dead topic of the topic it was for. */
export interface DeadMessage {
  readonly topic: TopicId;
  /** Its number on the dead topic; names it there. */
  readonly place: number;
  /** Where it was met: partition and offset of its own topic. */
  readonly partition: number;
  readonly offset: number;
  /** `undecodable`: no message of its topic; `rejected`: whoever heard it could not handle it. */
  readonly class: 'undecodable' | 'rejected';
  readonly reason: string;
  /** When it was put there (ISO 8601), by the clock of whoever did. */
  readonly at: string;
  readonly key: string;
  /** Its bytes as they came; may hold personal values. */
  readonly value: Buffer | null;
}

/** From where to where a dead topic has messages. */
export interface Extent {
  readonly topic: TopicId;
  readonly first: number;
  readonly next: number;
}

/** The dead topic of a topic, from a place on. */
export interface DeadFrom {
  readonly topic: TopicId;
  readonly from: number;
}

/** Dead topics, to be looked through and to be replayed from. */
export interface DeadLetters {
  /** What lies on some dead topics from a place on, `most` of each and no more, in the order it was put there. */
  list(parts: readonly DeadFrom[], most: number): Promise<readonly DeadMessage[]>;
  /** Between which places messages lie on the dead topics of some topics: from `first` up to before `next`. */
  extents(topics: readonly TopicId[]): Promise<readonly Extent[]>;
  /**
   * Puts messages back on the topics they were for, under their own keys and byte for byte. They are heard after
   * whatever is there already; one that still cannot be handled goes to its dead topic again, with its reason.
   */
  replay(messages: readonly DeadMessage[]): Promise<void>;
}
