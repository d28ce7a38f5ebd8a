import type { FieldPolicy, Unit } from '../policy.js';
import { pick } from '../values.js';
import { holds, knownFields, sameIn } from './compare.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { ConflictFound, MemberKey } from './events.js';
import { systemOf } from './events.js';
import { agree, agreeAsWhole } from './meet.js';
import { membersOf } from './state.js';
import type { Winner } from './winner.js';
import { originsOf, winnerOf } from './winner.js';

interface Quarrel {
  readonly unit: Unit;
  readonly key: MemberKey;
  readonly known: readonly FieldPolicy[];
  /** Whatever the rule says, a person decides. */
  readonly asks?: boolean;
}

/** Both values are kept as an event (Inv 15), and where they were read; then the field's rule decides, or a person. */
export function conflict(
  draft: Draft,
  context: LinkContext,
  { unit, key, known, asks }: Quarrel,
  why: ConflictFound['why'],
): void {
  const names = known.map((field) => field.name);
  const { agreed, members } = draft.state;
  const origins = originsOf(draft, unit, key);
  const verdict: Winner = asks ? { winner: 'ask', by: 'owner' } : verdictOn(why, winnerOf(unit, key, origins, context));
  const winner = verdict.winner === 'theirs' ? key : verdict.winner;
  const values = { theirs: pick(members[key]!.said, names), agreed: pick(agreed, names) };
  draft.add({ type: 'ConflictFound', unit: unit.name, member: key, ...values, ...origins, why, winner });
  if (winner === 'ask') return;
  draft.add({ type: 'ConflictSettled', unit: unit.name, winner, by: verdict.by });
  if (winner === key) agree(draft, unit, key);
  else agreeAsWhole(draft, names);
}

/**
 * What may be our own write never flows back, and what nobody could be told cannot win: a person may still be asked
 * about the first; of the second nothing can be chosen.
 */
function verdictOn(why: ConflictFound['why'], verdict: Winner): Winner {
  if (why === 'both-changed' || (why === 'ambiguous' && verdict.winner === 'ask')) return verdict;
  return { winner: 'agreed', by: 'owner' };
}

/**
 * What another member had said of a unit and nobody was told (the unit was set aside, or a conflict of others was open)
 * is kept (Inv 15), now that something else is agreed. `but`: whose words hold now, or are kept already.
 */
export function keepUnheeded(
  draft: Draft,
  context: LinkContext,
  unit: Unit,
  but: readonly (MemberKey | 'agreed' | undefined)[],
): void {
  for (const [other, member] of membersOf(draft.state)) {
    const known = knownFields(unit, member.said);
    const edited = known.filter(
      ({ name }) => member.base[name] !== undefined && member.said[name] !== member.base[name],
    );
    const isHeard = edited.some((field) => field.heardFrom.includes(systemOf(other)));
    if (but.includes(other) || !isHeard || known.every((field) => holds(field, member, draft.state.agreed))) continue;
    conflict(draft, context, { unit, key: other, known }, 'unheeded');
  }
}

/** A person decided an open conflict by editing one side until both say the same: then that is what was agreed. */
export function settledAlike(draft: Draft, unit: Unit, key: MemberKey): boolean {
  if (!draft.state.units[unit.name]?.conflict) return false;
  const members = membersOf(draft.state).filter(([, { said }]) => knownFields(unit, said).length > 0);
  const { said } = draft.state.members[key]!;
  if (!members.every(([, other]) => sameIn(knownFields(unit, other.said), other.said, said))) return false;
  draft.add({ type: 'ConflictSettled', unit: unit.name, winner: key, by: 'same' });
  const heard = [key, ...members.map(([other]) => other)].find((other) =>
    unit.fields.some((field) => field.heardFrom.includes(systemOf(other))),
  );
  if (heard) agree(draft, unit, heard);
  return true;
}
