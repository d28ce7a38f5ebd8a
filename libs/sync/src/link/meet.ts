import type { Scalar, Values } from '@samsvar/contracts';
import type { FieldPolicy, Unit } from '../policy.js';
import { pick } from '../values.js';
import { emptyIn, isMadeOf, knownFields, sameIn, within } from './compare.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { MemberKey, Turn } from './events.js';
import { systemOf } from './events.js';
import { originOf } from './origin.js';
import { membersOf } from './state.js';
import { originsOf, winnerOf } from './winner.js';

/**
 * First meeting: no base yet. Who says nothing, or nothing but what the other says too, is filled; equal agrees; else
 * the owner's unit wins as a whole, or a person is asked. Halves of an address are never mixed.
 */
export function meet(draft: Draft, context: LinkContext, meeting: Meeting): void {
  const { unit, key, known } = meeting;
  const { agreed, members } = draft.state;
  const said = members[key]!.said;
  const names = known.map((field) => field.name);
  const heard = known.some((field) => field.heardFrom.includes(systemOf(key)));
  if (sameIn(known, said, agreed)) return draft.add({ type: 'MemberAgreed', member: key, fields: names });
  if (heard && (meeting.emptied || mayBeEmptied(draft, meeting))) return differ(draft, context, { ...meeting, heard });
  if (emptyIn(known, said)) return;
  if (says(known, agreed) && within(known, said, agreed)) return;
  if (isRoom(known, agreed) && within(known, agreed, said)) return heard ? agree(draft, unit, key) : undefined;
  differ(draft, context, { ...meeting, heard });
}

/** A member meets the link in a unit. `again`: they agreed before, and what about was forgotten. */
export interface Meeting {
  readonly unit: Unit;
  readonly key: MemberKey;
  readonly known: readonly FieldPolicy[];
  readonly again: boolean;
  /** It was deleted and is back: what it refers to was told long ago. */
  readonly returned?: boolean;
  /** The member held something in the unit until now. */
  readonly emptied?: boolean;
}
interface Difference extends Meeting {
  readonly heard: boolean;
}

/**
 * Whether what is empty on one side may have been emptied there, and not yet filled: they were linked before, so that
 * people had seen both (design.md 4's "no opinion" is for those who never had a base). A reference may still be late.
 */
const mayBeEmptied = ({ state }: Draft, { again, returned, known, key }: Meeting): boolean =>
  again &&
  (returned === true || known.every(({ reference }) => !reference)) &&
  membersOf(state).some(
    ([other, { said }]) =>
      other !== key && known.every(({ name }) => said[name] !== undefined) && sameIn(known, said, state.agreed),
  );

/**
 * Both values are kept as an event; then the rule of the unit decides as a whole, or a person. Where they were linked
 * before, one of them is an edit that was forgotten with everything else: nothing unequal is overwritten (Inv 15).
 */
function differ(draft: Draft, context: LinkContext, { unit, key, known, again, heard }: Difference): void {
  const { agreed, members } = draft.state;
  const names = known.map((field) => field.name);
  const origins = originsOf(draft, unit, key);
  const verdict = winnerOf(unit, key, origins, context).winner;
  const asks = again || unit.asksFirst || verdict === 'ask';
  const winner = asks ? 'ask' : verdict === 'theirs' && heard ? key : 'agreed';
  const values = { theirs: pick(members[key]!.said, names), agreed: pick(agreed, names) };
  draft.add({ type: 'InitialDifference', unit: unit.name, member: key, ...values, ...origins, winner });
  if (winner === key) agree(draft, unit, key);
  if (winner === 'agreed') agreeAsWhole(draft, names);
}

/** What is agreed wins as a whole: what it left empty is part of what it says, so that halves are never mixed. */
export function agreeAsWhole(draft: Draft, names: readonly string[]): void {
  const unsaid = names.filter((name) => draft.state.agreed[name] === undefined);
  const empty = Object.fromEntries(unsaid.map((name): [string, Scalar] => [name, null]));
  if (unsaid.length > 0) draft.add({ type: 'ValuesAgreed', fields: unsaid, values: empty });
}

/** Whether anybody has had an opinion on a unit that is not empty. */
const says = (fields: readonly FieldPolicy[], agreed: Values): boolean => !emptyIn(fields, agreed);

/** Whether what is agreed leaves room: nothing in it was emptied on purpose. */
const isRoom = (fields: readonly FieldPolicy[], agreed: Values): boolean =>
  fields.every((field) => agreed[field.name] !== null);

/**
 * What this member says in a unit is what all should hold now; but what it made of a value it was told is not its own
 * word, and never flows back.
 */
export function agree(draft: Draft, unit: Unit, key: MemberKey, turn?: Turn): void {
  const member = draft.state.members[key]!;
  const fields = knownFields(unit, member.said).filter(
    (field) => field.heardFrom.includes(systemOf(key)) && !isMadeOf(field, member, draft.state.agreed),
  );
  if (draft.state.units[unit.name]?.parked) draft.add({ type: 'UnitReleased', unit: unit.name });
  const origin = originOf(draft.state, unit, key);
  draft.add({
    type: 'ValuesAgreed',
    from: key,
    fields: fields.map((field) => field.name),
    unit: unit.name,
    origin,
    ...(turn && { turn }),
  });
  agreeAlike(draft, unit, key);
}

/** Members that say what is agreed now agree to it. */
export function agreeAlike(draft: Draft, unit: Unit, but?: MemberKey): void {
  for (const [other, { said, base }] of membersOf(draft.state)) {
    const known = knownFields(unit, said);
    if (other === but || known.length === 0 || !sameIn(known, said, draft.state.agreed)) continue;
    if (!sameIn(known, said, base)) {
      draft.add({ type: 'MemberAgreed', member: other, fields: known.map((field) => field.name) });
    }
  }
}
