import type {
  CanonicalRecordSeen,
  CanonicalWriteAnswered,
  Heartbeat,
  NativeRecordSeen,
  NativeWriteAnswered,
  PollCompleted,
  RecordGone,
  Refusal,
  ScanCompleted,
} from '@samsvar/contracts';
import { personCustomer } from '@samsvar/contracts';
import type { CanonicalRecord, Spoken } from '@samsvar/mapping';
import { asDepartment, canonicalNames, canonicalOf, canonicalRefusals } from '@samsvar/mapping';
import { following, type Heard, type Outcome, type Told } from './told.js';

/** What a connector told, in canonical words and keyed by tenant: whatever it says, one message follows. */
export function sayRecord(heard: Heard): Told {
  switch (heard.message.type) {
    case 'RecordSeen':
      return recordSeen(heard, heard.message.data as NativeRecordSeen);
    case 'WriteAnswered':
      return writeAnswered(heard, heard.message.data as NativeWriteAnswered);
    case 'RecordGone':
      return passedOn(heard, (heard.message.data as RecordGone).ref.tenant);
    default:
      return passedOn(heard, (heard.message.data as ScanCompleted | PollCompleted | Heartbeat).tenant);
  }
}

const canonical = (key: string, outcome: Outcome, message: Told['message']): Told => ({
  topic: 'records.canonical',
  key,
  message,
  outcome,
});
const passedOn = ({ message }: Heard, tenant: string): Told =>
  canonical(tenant, 'passed-on', following(message, { data: message.data }));

function recordSeen({ message }: Heard, seen: NativeRecordSeen): Told {
  const { values, kind, category, roles, mapping, problems } = canonicalOf(seen);
  const known = canonicalRefusals({ ...seen.ref, category }, seen.problem ?? []);
  const problem = [...known, ...problems];
  const data: CanonicalRecordSeen = {
    ...seen,
    values: values as CanonicalRecordSeen['values'],
    kind,
    category,
    roles,
    mapping,
    ...twice(seen, seen.problem),
  };
  if (problem.length > 0) data.problem = problem;
  const outcome = problem.length > 0 ? 'unreadable' : 'said';
  return canonical(seen.ref.tenant, outcome, following(message, { data, said: mapping }));
}

/** An answer is an observation too: its values are said in the words of the role that speaks now. */
function writeAnswered({ key, message }: Heard, answered: NativeWriteAnswered): Told {
  const { values, ref, ticket, ambiguous, problem: unread = [], ...rest } = answered;
  const spoken: CanonicalRecord | undefined = ref && values && canonicalOf({ ref, values });
  const { system, resource } = ticket;
  const answering =
    resource === personCustomer ? { system, resource } : { system, resource, category: spoken?.category };
  const data: CanonicalWriteAnswered = {
    ...rest,
    ticket,
    ...(ref && { ref }),
    sent: canonicalNames(answering, answered.sent),
    ...(ambiguous && { ambiguous: canonicalNames(answering, ambiguous) }),
    refusals: canonicalRefusals(answering, answered.refusals),
    ...(spoken && ref && observed(spoken, canonicalRefusals({ ...ref, category: spoken.category }, unread))),
    ...(ref && values && twice({ ref, values }, unread)),
  };
  const said = spoken?.mapping ?? '';
  return canonical(ref?.tenant ?? tenantOf(key), 'said', following(message, { data, said }));
}

/** A customer who is a person says it once more as a department, whether or not the tenant wants to hear that. */
function twice(record: Spoken, unread: readonly Refusal[] = []): Pick<CanonicalRecordSeen, 'asDepartment'> {
  const department = asDepartment(record);
  if (!department) return {};
  const { category, values, mapping, problems } = department;
  const problem = [...canonicalRefusals({ ...record.ref, category }, unread), ...problems];
  return { asDepartment: { values: { ...values }, mapping, ...(problem.length > 0 && { problem }) } };
}

const observed = (
  { values, kind, category, roles, mapping, problems }: CanonicalRecord,
  unread: readonly Refusal[],
): Partial<CanonicalWriteAnswered> => ({
  values: values as CanonicalRecordSeen['values'],
  kind,
  category,
  roles,
  mapping,
  ...(unread.length + problems.length > 0 && { problem: [...unread, ...problems] }),
});

/** Every key begins with its tenant (contracts.md 2). */
const tenantOf = (key: string): string => key.slice(0, key.indexOf('/'));
