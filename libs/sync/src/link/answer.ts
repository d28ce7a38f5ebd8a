import type { Category, RecordRef, Refusal, Values } from '@samsvar/contracts';
import { changes, pick } from '../values.js';
import { sameField } from './compare.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { MemberKey, WriteSettled } from './events.js';
import { hear } from './hear.js';
import { heldBefore, noteUnresolved } from './references.js';
import type { Asked, Member } from './state.js';

/** What became of a write that was asked of a member. */
export interface Answered {
  readonly type: 'Answered';
  readonly member: MemberKey;
  readonly n: number;
  readonly outcome: 'done' | 'same' | 'stale' | 'refused' | 'gone';
  readonly sent: readonly string[];
  readonly ambiguous?: readonly string[];
  readonly ref?: RecordRef;
  readonly revision?: number;
  readonly mapping?: string;
  readonly category?: Category;
  readonly roles?: readonly Category[];
  readonly values?: Values;
  /** References to records that have no link yet, by field. */
  readonly unresolved?: Readonly<Record<string, string>>;
  readonly refusals: readonly Refusal[];
}

/** A member that answers `stale` this often in a row without saying anything new is looked at by a person. */
export const stalesMax = 5;

/** Settles the write whose ticket the answer carries, then hears the rest of it like any other words. */
export function answer(draft: Draft, context: LinkContext, input: Answered): void {
  const member = draft.state.members[input.member];
  const asked = member?.asked;
  if (!member || !asked || asked.n !== input.n) return;
  switch (input.outcome) {
    case 'done':
    case 'same':
      return settle(draft, context, input, asked);
    case 'stale':
    case 'gone':
      return stale(draft, context, input, asked);
    case 'refused':
      return refuse(draft, context, input, asked);
  }
}

/** Only the fields that were sent are our echo; a wanted field found equal is heard from the wanted value on. */
function settle(draft: Draft, context: LinkContext, input: Answered, asked: Asked): void {
  const before = draft.state.members[input.member]!;
  const sent = input.outcome === 'done' ? input.sent : [];
  const expectedNow = { ...before.said, ...asked.wanted };
  const differences = changes(expectedNow, input.values ?? {});
  const unsent = Object.keys(asked.wanted).filter((field) => !sent.includes(field));
  const ours = asked.op === 'create' ? Object.keys(differences).filter((field) => !unsent.includes(field)) : sent;
  const stored = pick(differences, ours);
  const event: WriteSettled = {
    type: 'WriteSettled',
    member: input.member,
    n: input.n,
    outcome: input.outcome as 'done' | 'same',
    sent,
    ...(input.ref && asked.op === 'create' && { ref: input.ref }),
    ...(input.revision && { revision: Math.max(input.revision, before.revision) }),
    ...(input.mapping && { mapping: input.mapping }),
    stored,
  };
  draft.add(event);
  restAgrees(draft, context, input.member, asked);
  learnLosses(draft, context, input.member, pick(asked.wanted, sent));
  say(
    draft,
    context,
    input,
    pick(
      differences,
      Object.keys(differences).filter((field) => !ours.includes(field)),
    ),
  );
}

/** What was left out of a unit's first write held the agreed value already: that is its base. */
function restAgrees(draft: Draft, context: LinkContext, key: MemberKey, asked: Asked): void {
  const { said, base } = draft.state.members[key]!;
  const units = context.policy.units.filter(({ fields }) => fields.some(({ name }) => name in asked.wanted));
  const rest = units
    .flatMap(({ fields }) => fields.map(({ name }) => name))
    .filter((name) => base[name] === undefined && said[name] !== undefined);
  if (rest.length > 0) draft.add({ type: 'MemberAgreed', member: key, fields: rest });
}

function learnLosses(draft: Draft, context: LinkContext, key: MemberKey, wanted: Values): void {
  const { said, lossy } = draft.state.members[key]!;
  const lost = Object.keys(wanted).filter((name) => {
    const field = context.policy.fields[name];
    return (
      field &&
      said[name] !== undefined &&
      !sameField(field, wanted[name], said[name]) &&
      lossy[name]?.stored !== said[name]
    );
  });
  if (lost.length > 0) {
    draft.add({ type: 'LossyLearnt', member: key, told: pick(wanted, lost), stored: pick(said, lost) });
  }
}

/** The rest of an answer: an observation like any other, unless something newer was heard already. */
function say(draft: Draft, context: LinkContext, input: Answered, news: Values): void {
  const member = draft.state.members[input.member]!;
  const { values = {}, unresolved = {}, revision = member.revision } = input;
  const waitsAlready = Object.keys(unresolved).every((field) => member.waits[field]?.target === unresolved[field]);
  const nothingNew = Object.keys(news).length === 0 && waitsAlready && revision === member.revision;
  if (revision < member.revision || nothingNew) return;
  const before = heldBefore(member);
  draft.add({ type: 'MemberSaid', member: input.member, revision, values: news });
  noteUnresolved(draft, { member: input.member, values, unresolved }, member);
  hear(draft, context, {
    member: input.member,
    before,
    ...(input.ambiguous && { ambiguous: input.ambiguous }),
  });
}

function stale(draft: Draft, context: LinkContext, input: Answered, asked: Asked): void {
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
    const words = 'The record is no longer there. If it was deleted by mistake, restore it.';
    draft.add({ type: 'UnitParked', unit: '*', member: key, reasons: [{ field: null, code: 'not-found', words }] });
    return;
  }
  const member = draft.state.members[key]!;
  say(draft, context, input, newsIn(member, input));
  const inARow = draft.state.members[key]!.stales;
  if (inARow >= stalesMax) {
    const words =
      'The record kept changing under our write, or reads back differently each time. Look at both records.';
    draft.add({ type: 'UnitParked', unit: '*', member: key, reasons: [{ field: null, code: 'invalid-value', words }] });
  }
}

/**
 * Wanted fields that nothing was sent of by this answer and that hold the wanted value all the same: our own write that
 * went unanswered, or a person's like it. They are no news.
 */
function heldOf(draft: Draft, context: LinkContext, input: Answered, asked: Asked): { held?: readonly string[] } {
  const { said, revision } = draft.state.members[input.member]!;
  const { values = {} } = input;
  if ((input.revision ?? 0) < revision) return {};
  const held = Object.keys(asked.wanted).filter((name) => {
    const field = context.policy.fields[name];
    return field && values[name] !== undefined && said[name] !== undefined
      ? sameField(field, values[name], asked.wanted[name])
      : false;
  });
  return held.length > 0 ? { held } : {};
}

const newsIn = (member: Member, input: Answered): Values =>
  (input.revision ?? 0) >= member.revision ? changes(member.said, input.values ?? {}) : {};

/** A refusal that names fields parks their units and the rest is sent again; one that names none parks the record. */
function refuse(draft: Draft, context: LinkContext, input: Answered, asked: Asked): void {
  const { member: key, n, refusals } = input;
  draft.add({ type: 'WriteRefused', member: key, n, refusals, ...heldOf(draft, context, input, asked) });
  const member = draft.state.members[key]!;
  say(draft, context, input, newsIn(member, input));
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
