import type { RecordRef, Values } from '@samsvar/contracts';
import { changes } from '../values.js';
import type { Answered } from './answer.js';
import { sameField } from './compare.js';
import type { LinkContext } from './context.js';
import type { MemberWords } from './decide.js';
import type { Draft } from './draft.js';
import { joins } from './join.js';
import { silentIn } from './roles.js';
import { say } from './say.js';
import type { Asked, Member } from './state.js';

/** A member that answers `stale` this often in a row without saying anything new is looked at by a person. */
export const stalesMax = 5;

/** Nothing was sent: the grounds of the write have changed, or the record is not there. */
export function stale(draft: Draft, context: LinkContext, input: Answered, asked: Asked): void {
  const { member: key, n, ambiguous } = input;
  draft.add({
    type: 'WriteStale',
    member: key,
    n,
    outcome: input.outcome as 'stale' | 'gone',
    ...(ambiguous && { ambiguous }),
    ...heldOf(draft, context, input, asked),
  });
  if (input.outcome === 'gone') {
    if (draft.state.members[key]?.gone || speaksOtherwise(draft, input, asked)) return;
    const words = 'The record is no longer there. If it was deleted by mistake, restore it.';
    draft.add({ type: 'UnitParked', unit: '*', member: key, reasons: [{ field: null, code: 'not-found', words }] });
    return;
  }
  const member = draft.state.members[key]!;
  if (!member.ref && input.ref && input.values)
    return joins(draft, context, { words: wordsIn(draft, input, input.ref) });
  say(draft, context, input, newsIn(member, input));
  const inARow = draft.state.members[key]!.stales;
  if (inARow >= stalesMax) {
    const words =
      'The record kept changing under our write, or reads back differently each time. Look at both records.';
    draft.add({ type: 'UnitParked', unit: '*', member: key, reasons: [{ field: null, code: 'invalid-value', words }] });
  }
}

/** Whether it was the role the write was told through that is gone: its record lives on, and speaks in another. */
const speaksOtherwise = ({ state }: Draft, { member }: Answered, { category }: Asked): boolean =>
  category !== undefined && state.members[member]?.category !== category;

/** A record that was there before its birth was asked for, as it meets the link. */
function wordsIn({ state }: Draft, input: Answered, ref: RecordRef): MemberWords {
  const { member, revision = 0, mapping = '', values = {}, unresolved = {}, problem = [] } = input;
  const category = input.category ?? state.category!;
  const { roles = [category] } = input;
  return { member, ref, revision, category, roles, mapping, values, unresolved, ownFields: [], problem };
}

/**
 * Wanted fields of which the member itself has said something else since it was asked. No write of ours goes out over
 * what was told since it was decided (Inv 5): whatever is found there now, somebody has set it.
 */
export const overtakenIn = ({ policy }: LinkContext, { said }: Member, { wanted, overtaken = [] }: Asked) =>
  overtaken.filter((name) => policy.fields[name] && !sameField(policy.fields[name], said[name], wanted[name]));

/**
 * Wanted fields that nothing was sent of by this answer and that hold the wanted value all the same: our own write that
 * went unanswered, or a person's like it. They are no news.
 */
function heldOf(draft: Draft, context: LinkContext, input: Answered, asked: Asked): { held?: readonly string[] } {
  const member = draft.state.members[input.member]!;
  const { said, revision } = member;
  const silent = [...silentIn(context, member, asked), ...overtakenIn(context, member, asked)];
  const { values = {} } = input;
  if ((input.revision ?? 0) < revision) return {};
  const held = Object.keys(asked.wanted).filter((name) => {
    if (silent.includes(name)) return false;
    const field = context.policy.fields[name];
    return field && values[name] !== undefined && said[name] !== undefined
      ? sameField(field, values[name], asked.wanted[name])
      : false;
  });
  return held.length > 0 ? { held } : {};
}

const newsIn = (member: Member, input: Answered): Values =>
  (input.revision ?? 0) >= member.revision ? changes(member.said, input.values ?? {}) : {};

/**
 * A refusal that names fields parks their units and the rest is sent again; one that names none parks the record. What
 * was refused but is not wanted any more parks nothing: what is wanted now is told.
 */
export function refuse(draft: Draft, context: LinkContext, input: Answered, asked: Asked): void {
  const { member: key, n } = input;
  draft.add({
    type: 'WriteRefused',
    member: key,
    n,
    refusals: input.refusals,
    ...heldOf(draft, context, input, asked),
  });
  const member = draft.state.members[key]!;
  say(draft, context, input, newsIn(member, input));
  const silent = silentIn(context, member, asked);
  const past = superseded(draft, context, asked);
  const refusals = input.refusals.filter(({ field }) =>
    field === null ? past.length === 0 : !silent.includes(field) && !past.includes(field),
  );
  if (refusals.length === 0 && input.refusals.length > 0) return;
  const named = refusals.filter((refusal) => refusal.field !== null && context.policy.fields[refusal.field]);
  const required = named.some((refusal) => !member.ref && context.policy.fields[refusal.field!]!.required);
  if (named.length === 0 || named.length < refusals.length || required) {
    draft.add({ type: 'UnitParked', unit: '*', member: key, reasons: refusals });
    return;
  }
  for (const unit of new Set(named.map((refusal) => context.policy.fields[refusal.field!]!.unit))) {
    const reasons = named.filter((refusal) => context.policy.fields[refusal.field!]!.unit === unit);
    draft.add({ type: 'UnitParked', unit, member: key, reasons });
  }
}

/** The fields of those units of a write that are wanted otherwise by now, or only a role had that has ended since. */
function superseded({ state }: Draft, { policy }: LinkContext, { op, wanted }: Asked): readonly string[] {
  // Inactive is what no member says: the record is to be so because its counterpart is gone.
  const stillEnds = op === 'deactivate' && state.parting?.choice === 'deactivate' && !state.parting.done;
  if (stillEnds) return [];
  const moved = policy.units.filter(({ fields }) =>
    fields.some((field) => field.name in wanted && !sameField(field, wanted[field.name], state.agreed[field.name])),
  );
  const ended = Object.keys(wanted).filter((name) => !policy.fields[name]);
  return [...ended, ...moved.flatMap(({ fields }) => fields.map(({ name }) => name))];
}
