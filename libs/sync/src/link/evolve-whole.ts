import type { LinkEvent } from './events.js';
import { evolveIdentity } from './evolve-identity.js';
import { evolveParting, withoutParting } from './evolve-parting.js';
import { evolveUnits } from './evolve-units.js';
import type { LinkState } from './state.js';

/** Events about the link as a whole: which records it is about, whether they are there, what is special in it. */
type WholeEvent = Exclude<LinkEvent, { readonly type: MemberEventName }>;
type MemberEventName =
  | 'LinkOpened'
  | 'MemberJoined'
  | 'MemberSaid'
  | 'ValuesAgreed'
  | 'MemberAgreed'
  | 'WriteAsked'
  | 'WriteSettled'
  | 'WriteStale'
  | 'WriteRefused'
  | 'LossyLearnt'
  | 'Overridden'
  | 'ReferenceWaits'
  | 'ReferenceFound'
  | 'UnitReleased';

/** What the link is after such an event. */
export function evolveWhole(state: LinkState, event: WholeEvent): LinkState {
  switch (event.type) {
    case 'RecordTakenIn':
    case 'MatchProposed':
    case 'MatchDeclined':
    case 'NeverLinked':
    case 'NeverTakenBack':
    case 'ReferenceMoved':
      return evolveIdentity(state, event);
    case 'MemberGone':
    case 'MemberReturned':
    case 'PartingAsked':
    case 'PartingSettled':
    case 'PartingEnded':
    case 'LinkEnded':
      return evolveParting(state, event);
    case 'ConflictFound':
      return evolveUnits(event.unit === '*' ? withoutParting(state) : state, event);
    default:
      return evolveUnits(state, event);
  }
}
