import type { By, Values } from '@samsvar/contracts';
import type { MemberKey } from './member-key.js';
import type { Origin } from './origin.js';

/** Two values of a unit that cannot both hold, where each was read, and who wins: a person, where it says `ask`. */
interface Difference {
  readonly unit: string;
  readonly member: MemberKey;
  readonly theirs: Values;
  readonly agreed: Values;
  readonly theirsFrom?: Origin;
  readonly agreedFrom?: Origin;
}

/** Two records differed when they met; both values are kept. */
export interface InitialDifference extends Difference {
  readonly type: 'InitialDifference';
  readonly winner: MemberKey | 'agreed' | 'ask';
}

/** Two members changed a unit before hearing of each other; both values are kept. */
export interface ConflictFound extends Difference {
  readonly type: 'ConflictFound';
  /**
   * `unheeded`: the member's words could not be told to the other, which said something else meanwhile; `deleted`: it
   * was edited while the other was deleted; `returned`: it was deactivated for the other's deletion and edited since,
   * and the other is back.
   */
  readonly why: 'both-changed' | 'ambiguous' | 'unheeded' | 'deleted' | 'returned';
  readonly winner?: MemberKey | 'agreed' | 'ask';
}

/** A value that lost, and where it was read. */
export interface Kept {
  readonly values: Values;
  readonly origin?: Origin;
}

export interface ConflictSettled {
  readonly type: 'ConflictSettled';
  readonly unit: string;
  readonly winner: MemberKey | 'agreed';
  /**
   * `latest`: by the stamps of both; `same`: both sides were made alike; `return`: the record that was deleted is back,
   * and nothing is left to decide.
   */
  readonly by: 'owner' | 'latest' | 'person' | 'same' | 'return';
  /** The person, and why. */
  readonly who?: string;
  readonly why?: string;
  /** What lost, where a person decided: it may have moved on since the conflict was found. */
  readonly lost?: Kept;
}

/** A person had a value agreed again that had lost; what was agreed until then is kept in its place. */
export interface ValueRestored {
  readonly type: 'ValueRestored';
  readonly unit: string;
  /** The event of this stream that kept it. */
  readonly version: number;
  readonly by: By;
  readonly lost: Kept;
}
