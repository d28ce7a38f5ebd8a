import type { ReasonCode, Values } from '@samsvar/contracts';
import type { FieldPolicy, Unit } from '../policy.js';
import { isEmpty, pick } from '../values.js';
import { emptyIn, holds, inStep, knownFields, sameField, sameIn } from './compare.js';
import { conflict, keepUnheeded, settledAlike } from './conflict.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { MemberKey } from './events.js';
import { systemOf } from './events.js';
import { agree, meet } from './meet.js';
import { quarrels, turnOf } from './quarrel.js';
import { membersOf } from './state.js';

/** A member just said something: what it said before, and the fields that are said but must not be heard as news. */
export interface Hearing {
  readonly member: MemberKey;
  readonly before: Values;
  readonly ambiguous?: readonly string[];
  /** A person decides about what is ambiguous. */
  readonly asks?: boolean;
  /** Fields of a write that was done before the member said this: whoever said the rest did not know of it. */
  readonly sent?: readonly string[];
  /** It was linked before, by a memory that was lost: a person decides first differences. */
  readonly again?: boolean;
  /** It was deleted, as was its counterpart, and is back. */
  readonly returned?: boolean;
}

/** Decides, unit by unit, what a member's words mean for what all should hold. */
export function hear(draft: Draft, context: LinkContext, hearing: Hearing): void {
  for (const unit of context.policy.units) {
    const member = draft.state.members[hearing.member]!;
    const known = knownFields(unit, member.said);
    const spoken = known.filter((field) => !sameField(field, beforeOf(hearing, field), member.said[field.name]));
    const first = known.length > 0 && known.every((field) => member.base[field.name] === undefined);
    if (spoken.length > 0 && settledAlike(draft, unit, hearing.member)) continue;
    const doubted = spoken.some((field) => hearing.ambiguous?.includes(field.name));
    if (first && !doubted && (spoken.length > 0 || known.some((field) => hearing.before[field.name] === undefined))) {
      const emptied = emptyIn(known, member.said) && !emptyIn(known, hearing.before);
      const { member: key, again = false, returned = false } = hearing;
      meet(draft, context, { unit, key, known, again: again || returned, returned, emptied });
    } else if (spoken.length > 0) {
      heed(draft, context, { unit, hearing, known, spoken });
    }
  }
}

const beforeOf = (hearing: Hearing, field: FieldPolicy) => hearing.before[field.name];

interface Spoken {
  readonly unit: Unit;
  readonly hearing: Hearing;
  readonly known: readonly FieldPolicy[];
  readonly spoken: readonly FieldPolicy[];
  /** The unit was set aside until now: another member may have said something nobody could be told. */
  readonly wasParked?: boolean;
}

/**
 * What members said of a unit and nobody could be told yet is heard again, now that a person has it tried again: it was
 * set aside, not forgotten, and what was agreed before is not written over it (Inv 15).
 */
export function hearAgain(draft: Draft, context: LinkContext, unit: Unit): void {
  for (const [key, { said, base, ref }] of membersOf(draft.state)) {
    const known = ref ? knownFields(unit, said) : [];
    const isHeard = (field: FieldPolicy) => field.heardFrom.includes(systemOf(key)) || field.reference !== undefined;
    const spoken = known.filter(
      (field) =>
        isHeard(field) && base[field.name] !== undefined && !sameField(field, base[field.name], said[field.name]),
    );
    if (spoken.length === 0) continue;
    heed(draft, context, { unit, hearing: { member: key, before: base }, known, spoken });
  }
}

/** A change by a member that has agreed before (Inv 4): news, a return, an edit on the wrong side, or a conflict. */
function heed(draft: Draft, context: LinkContext, words: Spoken): void {
  const { unit, hearing, spoken } = words;
  const key = hearing.member;
  const system = systemOf(key);
  const wasParked = draft.state.units[unit.name]?.parked !== undefined;
  if (wasParked) draft.add({ type: 'UnitReleased', unit: unit.name });
  const deaf = spoken.filter((field) => !field.heardFrom.includes(system));
  if (deaf.length > 0) overridden(draft, unit, key, deaf);
  const heard = spoken.filter((field) => field.heardFrom.includes(system));
  if (heard.length > 0) news(draft, context, { ...words, spoken: heard, wasParked });
}

function overridden(draft: Draft, unit: Unit, key: MemberKey, fields: readonly FieldPolicy[]): void {
  const member = draft.state.members[key]!;
  const names = (list: readonly FieldPolicy[]) => list.map((field) => field.name);
  const back = fields.filter((field) => holds(field, member, draft.state.agreed));
  if (back.length > 0) draft.add({ type: 'MemberAgreed', member: key, fields: names(back) });
  const away = fields.filter((field) => !back.includes(field) && !field.once);
  const moved = away.filter((field) => field.reference);
  if (moved.length > 0) park(draft, { unit, member: key, fields: moved }, 'cannot-move');
  const changed = away.filter((field) => !field.reference);
  if (changed.length > 0) {
    draft.add({ type: 'Overridden', member: key, fields: names(changed), values: pick(member.said, names(changed)) });
  }
}

function news(draft: Draft, context: LinkContext, words: Spoken): void {
  const { unit, hearing, known, spoken } = words;
  const key = hearing.member;
  const { agreed, members, units } = draft.state;
  const member = members[key]!;
  if (known.every((field) => holds(field, member, agreed))) {
    draft.add({ type: 'MemberAgreed', member: key, fields: known.map((field) => field.name) });
    return words.wasParked ? keepUnheeded(draft, context, unit, [key]) : undefined;
  }
  if (units[unit.name]?.conflict) return goesOn(draft, context, words);
  if (spoken.some((field) => hearing.ambiguous?.includes(field.name)))
    return differs(draft, context, words, 'ambiguous');
  if (sameIn(known, member.said, member.base)) return;
  if (spoken.some((field) => isEmpty(member.said[field.name]) && !field.propagateClear)) return;
  if (untellable(draft, context, { unit, member: key, fields: spoken })) return;
  if (inStep(known, member, agreed) && !crosses(words)) {
    if (quarrels(draft, unit, key)) return;
    agree(draft, unit, key, turnOf(draft.state, unit, key));
    return words.wasParked ? keepUnheeded(draft, context, unit, [key]) : undefined;
  }
  differs(draft, context, words, 'both-changed');
}

/** What was said meets something else; where that is decided at once, what another member had said unheeded is kept. */
function differs(draft: Draft, context: LinkContext, words: Spoken, why: 'ambiguous' | 'both-changed'): void {
  const { unit, known, wasParked, hearing } = words;
  const { member: key, asks } = hearing;
  conflict(draft, context, { unit, key, known, asks: why === 'ambiguous' && asks === true }, why);
  if (wasParked && !draft.state.units[unit.name]?.conflict) keepUnheeded(draft, context, unit, [key]);
}

/** While a conflict waits for a person, the member whose value is agreed goes on speaking for it. */
function goesOn(draft: Draft, context: LinkContext, { unit, hearing, known, spoken }: Spoken): void {
  const key = hearing.member;
  const member = draft.state.members[key]!;
  const isDoubted = known.some(({ name }) => hearing.ambiguous?.includes(name));
  if (isDoubted || !inStep(known, member, draft.state.agreed)) return;
  if (!untellable(draft, context, { unit, member: key, fields: spoken })) agree(draft, unit, key);
}

/** Whether a part of a unit was edited while another part was being written. Filling what was empty crosses nobody. */
const crosses = ({ hearing, known, spoken }: Spoken): boolean =>
  known.some((field) => hearing.sent?.includes(field.name)) &&
  spoken.some((field) => !isEmpty(hearing.before[field.name] ?? null));

/** What others cannot be told is set aside, both sides unchanged: a required field emptied, a record they lack. */
export function untellable(draft: Draft, context: LinkContext, { unit, member, fields }: Parking): boolean {
  const { said } = draft.state.members[member]!;
  const needed = fields.filter((field) => field.required && isEmpty(said[field.name]));
  const isMute = fields.some((field) => cannotSay(draft, context, member, field));
  if (needed.length > 0) park(draft, { unit, member, fields: needed }, missingCode(needed[0]!));
  else if (isMute) park(draft, { unit, member, fields }, 'reference-not-expressible');
  return needed.length > 0 || isMute;
}

function cannotSay(draft: Draft, context: LinkContext, key: MemberKey, field: FieldPolicy): boolean {
  const target = draft.state.members[key]!.said[field.name];
  if (!field.reference || typeof target !== 'string') return false;
  return membersOf(draft.state).some(
    ([other]) =>
      other !== key && field.toldTo.includes(systemOf(other)) && context.telling(other, field, target) === 'never',
  );
}

/** The reason code for a required field that is empty. */
export const missingCode = (field: FieldPolicy): ReasonCode =>
  field.name === 'lastName' ? 'missing-last-name' : field.name === 'name' ? 'missing-name' : 'missing-required';

const words: Partial<Record<ReasonCode, string>> = {
  'missing-last-name': 'The HRM requires a last name. Give the person a last name in PowerOffice Go.',
  'missing-name': 'The HRM requires a name. Give the record a name in PowerOffice Go.',
  'missing-required': 'The other system requires this field. Fill it in.',
  'cannot-move': 'A contact person cannot be moved to another customer in PowerOffice Go. Move it back in the HRM.',
  'reference-not-expressible':
    'The record chosen here has no counterpart the other system can name in this field. Choose another, or none.',
};

/** Sets a unit aside, both sides unchanged, with a reason a person can act on. */
function park(draft: Draft, { unit, member, fields }: Parking, code: ReasonCode): void {
  const reasons = fields.map((field) => ({ field: field.name, code, words: words[code] ?? '' }));
  draft.add({ type: 'UnitParked', unit: unit.name, member, reasons });
}

interface Parking {
  readonly unit: Unit;
  readonly member: MemberKey;
  readonly fields: readonly FieldPolicy[];
}
