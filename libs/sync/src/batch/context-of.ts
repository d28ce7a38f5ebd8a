import type { Category } from '@samsvar/contracts';
import { flowOf } from '@samsvar/contracts';
import type { LinkContext } from '../link/context.js';
import { isUnborn } from '../link/counterpart.js';
import type { LinkInput } from '../link/decide.js';
import type { LinkState } from '../link/state.js';
import { policyOfBirth } from '../policy.js';
import { isLive } from './live.js';
import { tellingOf } from './reference.js';
import { isOn } from './settings.js';
import type { Work } from './work.js';

/** What deciding about a link needs from around it: its flow's policy, and whether it may be written now. */
export function contextOf(work: Work, state: LinkState, input: LinkInput, category: Category): LinkContext {
  const { settings, tenant, now } = work;
  // A link that is being opened has no kind yet; its category has.
  const { id, kind = flowOf(category).kind } = state;
  const flow = flowOf(category).id;
  const founding = input.type === 'Opened' ? input.words.ref : state.founding;
  const off = !isOn(settings, category, founding?.resource);
  const policy = settings.policyOf(category);
  const plan = input.type === 'PlanApproved' ? 'approved' : state.plan;
  const live = isLive({ ...state, ...(plan && { plan }) }, flow, work);
  const stopped = tenant.stop !== undefined;
  return {
    policy: isBirth(input, state) ? policyOfBirth(policy) : policy,
    birthsOff: !settings.createsIn(flow),
    writes: live && !off && !stopped,
    off,
    ...(settings.skewMs !== undefined && { skewMs: settings.skewMs }),
    now,
    planned: !live && (state.kind === undefined || plan === 'planned'),
    stopped,
    ...(settings.guards && { gate: work.brake }),
    telling: (member, field, target) => tellingOf(work, { linkId: id, kind, member, field, target }),
  };
}

/** Whether it is about a record that was born in the HRM and that PowerOffice Go is yet to have. */
const isBirth = (input: LinkInput, state: LinkState): boolean =>
  input.type === 'Opened' ? input.words.member.startsWith('customhrm') : isUnborn(state);

/** The flow that decides: the category the founding record, and then the PowerOffice Go record, speaks in. */
export function categoryOf(input: LinkInput, state: LinkState): Category | undefined {
  if (input.type === 'Opened') return input.words.category;
  const said = input.type === 'Seen' || input.type === 'Afterwards';
  const speaks = said && input.words.member.startsWith('powerofficego');
  return speaks ? input.words.category : state.category;
}
