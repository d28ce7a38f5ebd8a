import type { Values } from '@samsvar/contracts';
import type { LinkInput } from '../link/decide.js';
import type { MemberKey } from '../link/events.js';
import type { FieldPolicy } from '../policy.js';
import { answered, joined, plainField, says } from './given.js';

/** The fields of a person whose records go, come back and are deactivated. */
export const personFields: readonly FieldPolicy[] = [
  plainField('phone'),
  plainField('email'),
  plainField('lastName', { required: true }),
  plainField('employeeNumber', { heardFrom: ['powerofficego'], toldTo: ['customhrm'] }),
  plainField('active'),
];
export const person = { phone: '1', email: 'a@x.no', lastName: 'Ås', employeeNumber: '7', active: true };

/** Both records met, and say the same. */
export const together = joined(person, person);
export const gone = (member: MemberKey, revision = 9): LinkInput => ({ type: 'Gone', member, revision });
/** The person as a member has it now. */
export const personSeen = (member: MemberKey, revision: number, more: Values = {}): LinkInput => ({
  type: 'Seen',
  words: says(member, revision, { ...person, ...more }),
});
/** A deactivation was carried out. */
export const deactivated = (member: MemberKey, n: number, revision: number): LinkInput =>
  answered(member, n, { sent: ['active'], values: { ...person, active: false }, revision });
