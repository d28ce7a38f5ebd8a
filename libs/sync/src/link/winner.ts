import type { Unit } from '../policy.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { MemberKey } from './member-key.js';
import { systemOf } from './member-key.js';
import type { Origin } from './origin.js';
import { laterOf, originOf, originOfAgreed } from './origin.js';
import type { LinkState } from './state.js';

/** How far apart the clocks of two systems may be unless a tenant says otherwise (correctness.md B.5). */
export const skewByDefaultMs = 5 * 60 * 1_000;

/** Where two values that cannot both hold were read. */
export interface Origins {
  readonly theirsFrom: Origin;
  readonly agreedFrom?: Origin;
}

export const originsOf = (draft: Draft, unit: Unit, key: MemberKey): Origins => {
  const agreedFrom = originOfAgreed(draft.state, unit);
  return { theirsFrom: originOf(draft.state, unit, key), ...(agreedFrom && { agreedFrom }) };
};

export interface Winner {
  readonly winner: 'theirs' | 'agreed' | 'ask';
  readonly by: 'owner' | 'latest';
}

/**
 * Who wins between what a member says and what is agreed, by the tenant's choice for the field. `latest` decides only
 * where the stamps of both can carry it; else PowerOffice Go does (design.md 4, Deciding).
 */
export function winnerOf(unit: Unit, key: MemberKey, origins: Origins, { skewMs }: LinkContext): Winner {
  const { owner } = unit;
  if (owner === 'ask') return { winner: 'ask', by: 'owner' };
  const later =
    owner === 'latest' ? laterOf(origins.theirsFrom, origins.agreedFrom, skewMs ?? skewByDefaultMs) : undefined;
  if (later) return { winner: later, by: 'latest' };
  const system = owner === 'latest' ? 'powerofficego' : owner;
  return { winner: system === systemOf(key) ? 'theirs' : 'agreed', by: 'owner' };
}

/** For a person who decides: who would win by the rule for fields that do not ask, and whose edit is the later. */
export function suggestedFor(
  state: LinkState,
  unit: Unit,
  key: MemberKey,
  skewMs = skewByDefaultMs,
): { readonly wouldWin: MemberKey | 'agreed'; readonly later: MemberKey | 'agreed' | null } {
  const agreedFrom = originOfAgreed(state, unit);
  const later = laterOf(originOf(state, unit, key), agreedFrom, skewMs);
  const byRule = systemOf(key) === 'powerofficego' ? key : 'agreed';
  return { wouldWin: byRule, later: later === 'theirs' ? key : (later ?? null) };
}
