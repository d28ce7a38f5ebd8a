import type { CanonicalRecordSeen, CanonicalWriteAnswered, Message, RecordGone, RecordRef } from '@samsvar/contracts';
import { personCustomer } from '@samsvar/contracts';
import { seenIn } from './answered.js';
import type { TenantSettings } from './settings.js';

/**
 * What a message is about. For a tenant that keeps customers who are persons as departments too (flows.md 3) a contact
 * is two records: what is said of it is said of both, and the answer to a write of the one is news to the other.
 */
export function meantBy(settings: TenantSettings, message: Message): readonly Message[] {
  switch (message.type) {
    case 'RecordSeen':
      return [message, ...bothOf(settings, message, message.data as CanonicalRecordSeen)];
    case 'RecordGone':
      return [message, ...goneToo(settings, message, message.data as RecordGone)];
    case 'WriteAnswered':
      return answered(settings, message, message.data as CanonicalWriteAnswered);
    default:
      return [message];
  }
}

const departmentOf = (ref: RecordRef): RecordRef => ({ ...ref, resource: personCustomer });
const isTwofold = (settings: TenantSettings, { resource }: RecordRef): boolean =>
  settings.personCustomersAsDepartments === true && resource === 'contact';

function goneToo(settings: TenantSettings, message: Message, gone: RecordGone): readonly Message[] {
  if (!isTwofold(settings, gone.ref)) return [];
  return [{ ...message, data: { ...gone, ref: departmentOf(gone.ref) } }];
}

/** The department that a contact is besides; one that is no customer, or no person, is none, or none any more. */
function bothOf(settings: TenantSettings, message: Message, seen: CanonicalRecordSeen): readonly Message[] {
  if (!isTwofold(settings, seen.ref)) return [];
  const { stamps, incarnation, revision, pollId, roles, doubted, asDepartment } = seen;
  const ref = departmentOf(seen.ref);
  if (!asDepartment) {
    // A mapping of before this was told of says nothing of it.
    if (roles.includes('CUSTOMER_PERSON')) return [];
    const gone: RecordGone = { ref, incarnation, revision, proof: 'it is no customer, or no person' };
    return [{ ...message, type: 'RecordGone', data: gone }];
  }
  const data: CanonicalRecordSeen = {
    ...{ ref, stamps, incarnation, revision, pollId },
    ...(doubted && { doubted }),
    ...asDepartment,
    ...asCustomer(),
  };
  return [{ ...message, type: 'RecordSeen', data }];
}

const asCustomer = () => ({ kind: 'department' as const, category: 'CUSTOMER' as const, roles: ['CUSTOMER' as const] });

function answered(settings: TenantSettings, message: Message, answer: CanonicalWriteAnswered): readonly Message[] {
  const seen = seenIn(answer);
  if (answer.ticket.resource !== personCustomer)
    return seen ? [message, ...bothOf(settings, message, seen)] : [message];
  const { ticket, outcome, sent, ambiguous, refusals, ref, stamps, incarnation, revision, asDepartment } = answer;
  const data: CanonicalWriteAnswered = {
    ...{ ticket, outcome, sent, refusals },
    ...(ambiguous && { ambiguous }),
    ...(ref && { ref: departmentOf(ref) }),
    ...(asDepartment && { stamps, incarnation, revision, ...asDepartment, ...asCustomer() }),
  };
  const own: Message = { ...message, data };
  if (!seen) return [own];
  const gone = asDepartment ? [] : bothOf(settings, message, seen);
  return [own, { ...message, type: 'RecordSeen', data: seen }, ...gone];
}
