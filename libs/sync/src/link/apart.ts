import type { ReasonCode, Refusal } from '@samsvar/contracts';
import { heldReasons } from './held-reasons.js';
import type { LinkContext } from './context.js';
import { erasedReason } from './erasure.js';
import type { MemberKey } from './events.js';
import { isApart } from './parting.js';
import { partingWords } from './parting-words.js';
import { plannedReason, stoppedReason } from './held-words.js';
import { withRemedy } from './remedy.js';
import type { StandingName } from './standing.js';
import type { LinkState } from './state.js';
import { membersOf } from './state.js';

interface Place {
  readonly state: StandingName;
  readonly reasons: readonly Refusal[];
}

const because = (state: StandingName, code: ReasonCode & keyof typeof partingWords): Place => ({
  state,
  reasons: [{ field: null, code, words: partingWords[code] }],
});

/**
 * Where a link stands one of whose records is gone; undefined while all are there. A record that is gone is counted as
 * long as something about it is open: to the machine, or to a person.
 */
export function apartPlace(state: LinkState, context: LinkContext): Place | undefined {
  if (state.ended) return { state: 'ended', reasons: erasedReasons(state) };
  if (!isApart(state)) return undefined;
  const { parting, units } = state;
  if (membersOf(state).some(([, { asked }]) => asked)) return { state: 'differ', reasons: [] };
  const open = openPlace(units);
  if (open) return open;
  if (parting?.asks) return because('waiting', parting.asks);
  const settled = parting?.done ?? false;
  if (!settled && !context.off) return onTheWay(context);
  return settledPlace(state, parting?.member, parting?.choice === 'keep');
}

const erasedReasons = ({ erased }: LinkState): readonly Refusal[] => (erased ? [erasedReason(erased)] : []);

/** The machine still has to act, unless a person has to let it. */
function onTheWay({ planned, stopped }: LinkContext): Place {
  const reason = planned ? plannedReason : stopped ? stoppedReason : undefined;
  return reason ? { state: 'waiting', reasons: [reason] } : { state: 'differ', reasons: [] };
}

/** What is in the way as a whole, or in the way of deactivating. */
function openPlace(units: LinkState['units']): Place | undefined {
  if (units['*']?.conflict) return because('conflicts', 'deleted-edited');
  const parked = ['*', 'active'].flatMap((name) => Object.values(units[name]?.parked ?? {}).flat()).map(withRemedy);
  if (parked.length > 0) return { state: 'parked', reasons: parked };
  const held = heldReasons(units);
  return held.length > 0 ? { state: 'waiting', reasons: held } : undefined;
}

/** Nothing is left to do: only the HRM's record counts, or PowerOffice Go's own, which a person may have kept. */
function settledPlace(state: LinkState, lost: MemberKey | undefined, kept: boolean): Place {
  const isGone = lost !== undefined && state.members[lost]?.gone === true;
  if (lost?.startsWith('powerofficego') && isGone) return because('onlyInHrm', kept ? 'kept-apart' : 'gone');
  return kept || !isGone ? because('skipped', 'kept-apart') : because('agree', 'gone');
}
