import type {
  CanonicalRecordSeen,
  CanonicalWriteAnswered,
  CanonicalWriteRecord,
  NativeRecordSeen,
  NativeWriteAnswered,
  NativeWriteRecord,
  PollCompleted,
  RecordGone,
  ScanCompleted,
} from '@samsvar/contracts';
import { recordKey, resourceKey } from '@samsvar/contracts';
import { canonicalNames, canonicalOf, canonicalRefusals, mappings, toExpected, toNative } from '@samsvar/mapping';
import type { Told } from './told.js';

/** What the mapping service says of a record, with the same functions. */
function canonicalSeen(seen: NativeRecordSeen): CanonicalRecordSeen {
  const { values, kind, category, roles, mapping } = canonicalOf(seen);
  return { ...seen, values: { ...values }, kind, category, roles: [...roles], mapping };
}

/** What is said of records and listings, in canonical words, with the key it is told under. */
export interface Said {
  readonly key: string;
  readonly data: CanonicalRecordSeen | RecordGone | ScanCompleted | PollCompleted;
}

/** What a connector tells as mapping says it; answers of writes apart. */
export function keyed(told: Exclude<Told, { readonly type: 'WriteAnswered' }>): Said {
  const { type, data } = told;
  if (type === 'RecordSeen') return { key: recordKey(data.ref), data: canonicalSeen(data) };
  return { key: type === 'RecordGone' ? recordKey(data.ref) : resourceKey(data), data };
}

export function canonicalAnswer(answer: NativeWriteAnswered, asked: CanonicalWriteRecord): CanonicalWriteAnswered {
  const { values, ref, ambiguous, ...rest } = answer;
  const spoken = ref && values && canonicalOf({ ref, values });
  const at = {
    system: answer.ticket.system,
    resource: answer.ticket.resource,
    category: spoken?.category ?? asked.category,
  };
  return {
    ...rest,
    ...(ref && { ref }),
    sent: [...canonicalNames(at, answer.sent)],
    ...(ambiguous && { ambiguous: [...canonicalNames(at, ambiguous)] }),
    refusals: [...canonicalRefusals(at, answer.refusals)],
    ...(spoken && {
      values: { ...spoken.values },
      kind: spoken.kind,
      category: spoken.category,
      roles: [...spoken.roles],
      mapping: spoken.mapping,
    }),
  };
}

/** What a member is asked, in its system's words; or the refusal of what cannot be said. */
export function nativeWrite(asked: CanonicalWriteRecord): NativeWriteRecord | CanonicalWriteAnswered {
  const mapping = mappings[asked.category][asked.ticket.system];
  const { tenant } = asked;
  const { values, refusals } = toNative(mapping, asked.values, { tenant, birth: asked.op === 'create' });
  if (refusals.length > 0) {
    return {
      ticket: asked.ticket,
      outcome: 'refused',
      sent: [],
      ...(asked.ref && { ref: asked.ref }),
      refusals: [...refusals],
    };
  }
  return {
    ...asked,
    values: { ...values },
    expected: { ...toExpected(mapping, asked.expected, { tenant }) },
    ...(mapping.role && { role: mapping.role }),
  };
}
