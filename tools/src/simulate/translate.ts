import type {
  CanonicalRecordSeen,
  CanonicalWriteAnswered,
  CanonicalWriteRecord,
  NativeRecordSeen,
  NativeWriteAnswered,
  NativeWriteRecord,
} from '@samsvar/contracts';
import { canonicalNames, canonicalOf, canonicalRefusals, mappings, toExpected, toNative } from '@samsvar/mapping';

/** What the mapping service says of a record, with the same functions. */
export function canonicalSeen(seen: NativeRecordSeen): CanonicalRecordSeen {
  const { values, kind, category, roles, mapping } = canonicalOf(seen);
  return { ...seen, values: { ...values }, kind, category, roles: [...roles], mapping };
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
