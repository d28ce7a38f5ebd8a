import type { By, Values } from '@samsvar/contracts';
import type { Unit } from '../policy.js';
import { pick } from '../values.js';
import { knownFields, sameIn } from './compare.js';
import { keepUnheeded } from './conflict.js';
import type { Kept } from './conflict-events.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import { hearAgain, untellable } from './hear.js';
import { agree, agreeAlike, agreeAsWhole } from './meet.js';
import type { MemberKey } from './member-key.js';
import { originOf, originOfAgreed } from './origin.js';
import { releasable } from './set-aside.js';
import type { OpenConflict } from './state.js';
import { membersOf } from './state.js';

/** A person decided an open conflict, as its values stand now. */
export interface Settled {
  readonly type: 'Settled';
  readonly unit: string;
  readonly winner: MemberKey | 'agreed';
  readonly by: By;
}

/** A person wants a value agreed again that an event of the link kept. */
export interface Restored {
  readonly type: 'Restored';
  readonly unit: string;
  readonly version: number;
  readonly kept: Kept;
  readonly by: By;
}

/** What was set aside is tried again: because a person says so, or (without one) because its time has come. */
export interface Released {
  readonly type: 'Released';
  readonly units: readonly string[];
  readonly by?: By;
}

/** What a person decided of a conflict that is no longer open changes nothing (Inv 3). */
export function settled(draft: Draft, context: LinkContext, { unit: name, winner, by }: Settled): void {
  const unit = unitOf(context, name);
  const open = draft.state.units[name]?.conflict;
  if (!unit || !open || (winner !== 'agreed' && !draft.state.members[winner])) return;
  const loser = loserOf(draft, { unit, open, winner });
  const lost = loser ? saidOf(draft, unit, loser) : agreedOf(draft, unit);
  draft.add({ type: 'ConflictSettled', unit: name, winner, by: 'person', ...by, lost });
  if (winner === 'agreed') {
    agreeAsWhole(draft, Object.keys(lost.values));
    agreeAlike(draft, unit);
  } else {
    const fields = knownFields(unit, draft.state.members[winner]!.said);
    if (untellable(draft, context, { unit, member: winner, fields })) return;
    agree(draft, unit, winner);
  }
  if (!draft.state.units[name]?.parked) keepUnheeded(draft, context, unit, [winner, loser]);
}

/** What lost is agreed again; what was agreed until now is kept in its place, so that this can be undone too. */
export function restored(draft: Draft, context: LinkContext, { unit: name, version, kept, by }: Restored): void {
  const unit = unitOf(context, name);
  if (!unit || draft.state.units[name]?.conflict) return;
  const wasParked = draft.state.units[name]?.parked !== undefined;
  draft.add({ type: 'ValueRestored', unit: name, version, by, lost: agreedOf(draft, unit) });
  if (wasParked) draft.add({ type: 'UnitReleased', unit: name, by });
  const { values, origin } = kept;
  draft.add({ type: 'ValuesAgreed', fields: Object.keys(values), values, unit: name, ...(origin && { origin }) });
  agreeAlike(draft, unit);
  if (wasParked) keepUnheeded(draft, context, unit, []);
}

/** Tries again what was set aside: what its member said is heard again, what was refused is asked again. */
export function released(draft: Draft, context: LinkContext, { units, by }: Released): void {
  for (const name of units) {
    const parked = draft.state.units[name]?.parked;
    if (!parked) continue;
    if (name === '*') {
      for (const member of releasable(parked))
        draft.add({ type: 'UnitReleased', unit: '*', member, ...(by && { by }) });
      continue;
    }
    const unit = unitOf(context, name);
    const fields = unit?.fields.map((field) => field.name) ?? [];
    draft.add({ type: 'UnitReleased', unit: name, ...(by && { by, fields }) });
    if (unit) hearAgain(draft, context, unit);
  }
}

const unitOf = ({ policy }: LinkContext, name: string): Unit | undefined =>
  policy.units.find((unit) => unit.name === name);

interface Decided extends Pick<Settled, 'winner'> {
  readonly unit: Unit;
  readonly open: OpenConflict;
}

/**
 * Who says otherwise than what holds now; first whoever's edit made the conflict, then whoever edited anything since it
 * last agreed. Nobody where only what was agreed until now loses.
 */
function loserOf(draft: Draft, { unit, open, winner }: Decided): MemberKey | undefined {
  const { agreed, members } = draft.state;
  const wins = winner === 'agreed' ? agreed : members[winner]!.said;
  const others = membersOf(draft.state).filter(
    ([key, { said }]) => key !== winner && !sameIn(knownFields(unit, said), said, wins),
  );
  const edited = others.filter(([, { said, base }]) => !sameIn(knownFields(unit, said), said, base));
  const [loser] = [...others.filter(([key]) => key === open.member), ...edited, ...others];
  return loser?.[0];
}

function saidOf(draft: Draft, unit: Unit, key: MemberKey): Kept {
  return { values: pick(draft.state.members[key]!.said, namesIn(unit)), origin: originOf(draft.state, unit, key) };
}

function agreedOf(draft: Draft, unit: Unit): Kept {
  const values: Values = pick(draft.state.agreed, namesIn(unit));
  const origin = originOfAgreed(draft.state, unit);
  return { values, ...(origin && { origin }) };
}

const namesIn = (unit: Unit): readonly string[] => unit.fields.map((field) => field.name);
