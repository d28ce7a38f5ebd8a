import type { Unit } from '../policy.js';
import type { MemberKey } from './member-key.js';
import { systemOf } from './member-key.js';
import type { LinkState } from './state.js';

/** What came with a member's words: the message that brought them, and the record's own stamps by name. */
export interface Reading {
  readonly message?: string;
  /** Absent where they may be our own write's rather than a person's. */
  readonly stamps?: Readonly<Record<string, string>>;
}

/** Where a value was read. */
export interface Origin {
  readonly member: MemberKey;
  /** The revision of its record. */
  readonly revision: number;
  /** The record's own stamp that covers the value, where there is one. */
  readonly stamp?: string;
  /** Id of the message that brought it. */
  readonly message?: string;
}

/** Where what a member says now of a unit was read. */
export function originOf(state: LinkState, unit: Unit, key: MemberKey): Origin {
  const { revision, reading } = state.members[key]!;
  const stamp = stampOf(unit, key, reading);
  return {
    member: key,
    revision,
    ...(stamp !== undefined && { stamp }),
    ...(reading?.message !== undefined && { message: reading.message }),
  };
}

/** Where what is agreed of a unit was read; unless somebody edited it since, the founding record says it. */
export function originOfAgreed(state: LinkState, unit: Unit): Origin | undefined {
  const known = state.origins?.[unit.name];
  if (known) return known;
  const founding = state.founding && (`${state.founding.system}/${state.founding.resource}` as const);
  return founding && state.members[founding] ? originOf(state, unit, founding) : undefined;
}

/** The one stamp that covers every field of the unit. */
function stampOf(unit: Unit, key: MemberKey, reading: Reading | undefined): string | undefined {
  const system = systemOf(key);
  const names = new Set(unit.fields.map(({ stamps }) => stamps?.[system]));
  const [name] = names;
  return names.size === 1 && name !== undefined ? reading?.stamps?.[name] : undefined;
}

/** A stamp that says where on the world's clock it is: without a zone it could be any hour. */
const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const timeOf = (stamp: string | undefined): number =>
  stamp !== undefined && zoned.test(stamp) ? Date.parse(stamp) : NaN;

/**
 * Which of two values is the later one, by stamps that come from the ends themselves and differ by more than their
 * clocks may be apart; undefined where the stamps cannot carry that.
 */
export function laterOf(theirs: Origin, agreed: Origin | undefined, skewMs: number): 'theirs' | 'agreed' | undefined {
  const apartMs = timeOf(theirs.stamp) - timeOf(agreed?.stamp);
  if (Number.isNaN(apartMs) || Math.abs(apartMs) <= skewMs) return undefined;
  return apartMs > 0 ? 'theirs' : 'agreed';
}
