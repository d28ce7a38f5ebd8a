import type { Category, Kind, RecordRef, Values } from '@samsvar/contracts';
import type { Telling } from '../link/context.js';
import type { LinkInput, MemberWords } from '../link/decide.js';
import { link } from '../link/decide.js';
import type { LinkEvent, MemberKey } from '../link/events.js';
import { resourceOf, systemOf } from '../link/events.js';
import { standingOf } from '../link/standing.js';
import type { LinkState } from '../link/state.js';
import { noLink } from '../link/state.js';
import type { FieldPolicy, Policy } from '../policy.js';
import { policyFrom } from '../policy.js';

/** A field with plain habits, to be changed where a test needs it. */
export const plainField = (name: string, more: Partial<FieldPolicy> = {}): FieldPolicy => ({
  name,
  unit: name,
  same: (a, b) => a === b,
  required: false,
  propagateClear: true,
  heardFrom: ['powerofficego', 'customhrm'],
  toldTo: ['powerofficego', 'customhrm'],
  once: false,
  owner: 'powerofficego',
  asksFirst: false,
  roleOwn: false,
  ...more,
});

export const pogo: MemberKey = 'powerofficego/contact';
export const hrm: MemberKey = 'customhrm/employee';

/** A policy small enough to hold in mind: a phone, an e-mail, a name of two parts, a one-way number, a manager. */
export const smallPolicy: Policy = policyFrom('EMPLOYEE', [
  plainField('phone'),
  plainField('email', { same: (a, b) => String(a).toLowerCase() === String(b).toLowerCase() }),
  plainField('firstName', { unit: 'name' }),
  plainField('lastName', { unit: 'name', required: true }),
  plainField('employeeNumber', { heardFrom: ['powerofficego'], toldTo: ['customhrm'] }),
  plainField('managerId', { reference: 'employee' }),
]);

const refOf = (member: MemberKey): RecordRef => ({
  tenant: 'default',
  system: systemOf(member),
  resource: resourceOf(member),
  id: '7',
});

/** What a member says, in one line. */
export const says = (
  member: MemberKey,
  revision: number,
  values: Values,
  more: Partial<MemberWords> = {},
): MemberWords => ({
  member,
  ref: refOf(member),
  revision,
  category: 'EMPLOYEE' as Category,
  roles: ['EMPLOYEE'],
  mapping: 'm1',
  values,
  unresolved: {},
  ownFields: [],
  problem: [],
  ...more,
});

export const opened = (values: Values): LinkInput => ({
  type: 'Opened',
  kind: 'employee' as Kind,
  words: says(pogo, 1, values),
});
/** A PowerOffice Go record and the HRM record it is found to be the same as, meeting for the first time. */
export const joined = (theirs: Values, mine: Values): LinkInput => ({
  type: 'Opened',
  kind: 'employee',
  words: says(pogo, 1, mine),
  meets: { type: 'Joined', words: says(hrm, 4, theirs) },
});
export const seen = (member: MemberKey, revision: number, values: Values): LinkInput => ({
  type: 'Seen',
  words: says(member, revision, values),
});
/** The HRM answers that it made the record, as told. */
export const born = (n: number, values: Values, revision = 1): LinkInput => ({
  ...answered(hrm, n, { outcome: 'done', sent: Object.keys(values), values, revision }),
  ref: refOf(hrm),
});
type Answer = Extract<LinkInput, { type: 'Answered' }>;
export const answered = (member: MemberKey, n: number, more: Partial<Answer>): Answer => ({
  type: 'Answered',
  member,
  n,
  outcome: 'done',
  sent: [],
  refusals: [],
  ...more,
});

interface World {
  readonly policy?: Policy;
  readonly telling?: (target: string) => Telling;
}

/** given(…past).when(input): what the link decides, and how it stands. Deciding the same again must add nothing. */
export function given({ policy = smallPolicy, telling = () => 'yes' }: World = {}) {
  const context = {
    policy,
    writes: true,
    telling: (_member: MemberKey, _field: FieldPolicy, target: string) => telling(target),
  };
  return (...past: readonly LinkInput[]) => {
    const decide = (state: LinkState, input: LinkInput) => link.decide(state, input, context);
    const fold = (state: LinkState, events: readonly LinkEvent[]) => events.reduce(link.evolve, state);
    const state = past.reduce((at, input) => fold(at, decide(at, input)), noLink('l1'));
    return {
      state,
      when(input: LinkInput) {
        const events = decide(state, input);
        const after = fold(state, events);
        return {
          events,
          state: after,
          again: decide(after, input),
          standing: standingOf(after, context),
          types: events.map((event) => event.type),
          asked: events
            .filter((event) => event.type === 'WriteAsked')
            .map(({ member, fields, op }) => ({ member, op, fields })),
        };
      },
    };
  };
}
