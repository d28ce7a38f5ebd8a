import type {
  CanonicalWriteAnswered,
  CanonicalWriteRecord,
  ForgetRecord,
  Heartbeat,
  NativeWriteRecord,
  PollResource,
  ReadRecord,
  Refusal,
  SetPolling,
  System,
} from '@samsvar/contracts';
import { commandsNative, nativeRef, recordKey, resourceKey } from '@samsvar/contracts';
import { mappingOf, toExpected, toNative } from '@samsvar/mapping';
import { following, type Heard, type Told } from './told.js';

/** What a member is asked, in its system's words; `bulk` work stays bulk. One message follows, whatever it asks. */
export function sayCommand(heard: Heard, bulk = false): Told {
  const { message } = heard;
  switch (message.type) {
    case 'WriteRecord':
      return writeRecord(heard, message.data as CanonicalWriteRecord, bulk);
    case 'PollResource':
      return passedOn(heard, message.data as PollResource, resourceKey(message.data as PollResource));
    case 'SetPolling':
    case 'Heartbeat':
      return passedOn(heard, message.data as SetPolling | Heartbeat, heard.key);
    default: {
      const asked = message.data as ReadRecord | ForgetRecord;
      const ref = nativeRef(asked.ref);
      return passedOn(heard, ref, recordKey(ref), { ...asked, ref });
    }
  }
}

const passedOn = (
  { message }: Heard,
  { system }: { readonly system: System },
  key: string,
  data: unknown = message.data,
): Told => ({
  topic: commandsNative(system),
  key,
  message: following(message, { data }),
  outcome: 'passed-on',
});

/**
 * All or nothing: a write of which one field cannot be said is refused whole, naming the fields; link parks their units
 * and asks for the rest again. So no record ever holds half of what belongs together.
 */
function writeRecord(heard: Heard, asked: CanonicalWriteRecord, bulk: boolean): Told {
  const { ticket, tenant, category, op } = asked;
  const mapping = mappingOf(category, ticket);
  const ref = asked.ref && nativeRef(asked.ref);
  const { values, refusals } = toNative(mapping, asked.values, { tenant, birth: op === 'create' });
  if (refusals.length > 0) return refused(heard, asked, refusals);
  const data: NativeWriteRecord = {
    ...asked,
    ...(ref && { ref }),
    values: { ...values },
    expected: { ...toExpected(mapping, asked.expected, { tenant }) },
    ...(mapping.role && { role: mapping.role }),
  };
  return {
    topic: commandsNative(ticket.system, bulk),
    key: ref ? recordKey(ref) : `${tenant}/${ticket.linkId}`,
    message: following(heard.message, { data, said: mapping.fingerprint }),
    outcome: 'said',
  };
}

/** What cannot be said is answered here: the system is never asked (contracts.md 2). */
function refused({ message }: Heard, asked: CanonicalWriteRecord, refusals: readonly Refusal[]): Told {
  const data: CanonicalWriteAnswered = {
    ticket: asked.ticket,
    outcome: 'refused',
    sent: [],
    ...(asked.ref && { ref: asked.ref }),
    refusals: [...refusals],
  };
  return {
    topic: 'records.canonical',
    key: asked.tenant,
    message: following(message, { type: 'WriteAnswered', data }),
    outcome: 'refused',
  };
}
