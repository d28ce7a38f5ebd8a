import type { Values } from '@samsvar/contracts';
import type { MemberKey } from './member-key.js';

/** Two records differed when they met; both values are kept. */
export interface InitialDifference {
  readonly type: 'InitialDifference';
  readonly unit: string;
  readonly member: MemberKey;
  readonly theirs: Values;
  readonly agreed: Values;
  readonly winner: MemberKey | 'agreed' | 'ask';
}

/** Two members changed a unit before hearing of each other; both values are kept. */
export interface ConflictFound {
  readonly type: 'ConflictFound';
  readonly unit: string;
  readonly member: MemberKey;
  readonly theirs: Values;
  readonly agreed: Values;
  /**
   * `unheeded`: the member's words could not be told to the other, which said something else meanwhile; `deleted`: it
   * was edited while the other was deleted; `returned`: it was deactivated for the other's deletion and edited since,
   * and the other is back.
   */
  readonly why: 'both-changed' | 'ambiguous' | 'unheeded' | 'deleted' | 'returned';
}

export interface ConflictSettled {
  readonly type: 'ConflictSettled';
  readonly unit: string;
  readonly winner: MemberKey | 'agreed';
  /** `return`: the record that was deleted is back, and nothing is left to decide. */
  readonly by: 'owner' | 'person' | 'same' | 'ask' | 'return';
  readonly who?: string;
  readonly why?: string;
}
