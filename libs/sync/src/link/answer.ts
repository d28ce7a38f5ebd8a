import type { Category, RecordRef, Refusal, Values } from '@samsvar/contracts';
import { changes, isEmpty, omit, pick } from '../values.js';
import { sameField } from './compare.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { MemberKey, WriteSettled } from './events.js';
import type { Reading } from './origin.js';
import { deactivatedByOthers, returns } from './parting.js';
import { systemOf } from './events.js';
import { silentIn } from './roles.js';
import { say } from './say.js';
import { readsWhole, setAside } from './set-aside.js';
import type { Asked } from './state.js';
import { isParted } from './state.js';
import { overtakenIn, refuse, stale } from './unwritten.js';

/** What became of a write that was asked of a member. */
export interface Answered {
  readonly type: 'Answered';
  readonly member: MemberKey;
  readonly n: number;
  readonly outcome: 'done' | 'same' | 'stale' | 'refused' | 'gone';
  readonly sent: readonly string[];
  readonly ambiguous?: readonly string[];
  /** An earlier try had made the record: what it holds besides may be a person's. */
  readonly found?: boolean;
  readonly ref?: RecordRef;
  readonly revision?: number;
  readonly reading?: Reading;
  readonly mapping?: string;
  readonly category?: Category;
  readonly roles?: readonly Category[];
  readonly values?: Values;
  /** References to records that have no link yet, by field. */
  readonly unresolved?: Readonly<Record<string, string>>;
  /** Why the record could not be read whole, where the answer shows it. */
  readonly problem?: readonly Refusal[];
  readonly refusals: readonly Refusal[];
}

/** Settles the write whose ticket the answer carries, then hears the rest of it like any other words. */
export function answer(draft: Draft, context: LinkContext, input: Answered): void {
  const member = draft.state.members[input.member];
  const asked = member?.asked;
  if (!member || !asked || asked.n !== input.n) return;
  if (isParted(draft.state)) return settleEnded(draft, input);
  if (member.gone && input.values && (input.revision ?? 0) > member.revision)
    returns(draft, input.member, member.revision);
  if (input.outcome === 'refused' || input.outcome === 'stale') draft.resent = { ...asked, member: input.member };
  settleBy(draft, context, input, asked);
  const { values, problem = [], revision = 0 } = input;
  if (!values || revision < draft.state.members[input.member]!.revision) return;
  if (problem.length > 0) setAside(draft, input.member, problem);
  else readsWhole(draft, input.member);
}

/** A write of a link that has ended: its ticket is settled, and what it says is heard no more. */
function settleEnded(draft: Draft, { member, n, outcome, refusals }: Answered): void {
  if (outcome === 'refused') return draft.add({ type: 'WriteRefused', member, n, refusals });
  if (outcome === 'stale' || outcome === 'gone') return draft.add({ type: 'WriteStale', member, n, outcome });
  draft.add({ type: 'WriteSettled', member, n, outcome, sent: [], stored: {} });
}

function settleBy(draft: Draft, context: LinkContext, input: Answered, asked: Asked): void {
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

/**
 * Only the fields that were sent are our echo; a wanted field found equal is heard from the wanted value on, unless the
 * member has said something else of it since: then it came back to that, and that is news.
 */
function settle(draft: Draft, context: LinkContext, input: Answered, asked: Asked): void {
  const before = draft.state.members[input.member]!;
  const away = silentIn(context, before, asked);
  const sent = input.outcome === 'done' ? input.sent.filter((field) => !away.includes(field)) : [];
  const overtaken = overtakenIn(context, before, asked).filter((field) => ![...sent, ...away].includes(field));
  const expectedNow = { ...before.said, ...omit(asked.wanted, [...away, ...overtaken]) };
  const differences = changes(expectedNow, input.values ?? {});
  const unsent = Object.keys(asked.wanted).filter((field) => !sent.includes(field));
  const given = givenAtBirth(context, input, asked);
  const heard = [...unsent, ...given];
  const isNew = asked.op === 'create' && !input.found;
  const ours = isNew ? Object.keys(differences).filter((field) => !heard.includes(field)) : sent;
  const stored = pick(differences, ours);
  const event: WriteSettled = {
    type: 'WriteSettled',
    member: input.member,
    n: input.n,
    outcome: input.outcome as 'done' | 'same',
    sent,
    ...(asked.op === 'create' && bornIn(input)),
    ...(input.revision && { revision: Math.max(input.revision, before.revision) }),
    ...(input.mapping && { mapping: input.mapping }),
    stored,
    ...(away.length > 0 && { away }),
    ...(overtaken.length > 0 && { overtaken }),
  };
  draft.add(event);
  if (asked.op === 'deactivate' && input.outcome === 'same') deactivatedByOthers(draft, input.member);
  restAgrees(draft, context, input.member, omit(asked.wanted, overtaken));
  learnLosses(draft, context, input.member, pick(asked.wanted, sent));
  for (const { unit } of given.flatMap((name) => context.policy.fields[name] ?? [])) {
    if (draft.state.units[unit]?.parked) draft.add({ type: 'UnitReleased', unit });
  }
  say(draft, context, input, omit(differences, ours));
}

/** Which record was made, and for PowerOffice Go which roles of it there are. */
function bornIn({ ref, member, category, roles }: Answered): Partial<WriteSettled> {
  const speaks = systemOf(member) === 'powerofficego' && category && roles;
  return { ...(ref && { ref }), ...(speaks && { category, roles }) };
}

/** What PowerOffice Go gave a newborn of its own because ours was not there or did not do: it meets the link. */
function givenAtBirth({ policy }: LinkContext, { member, values = {} }: Answered, asked: Asked): readonly string[] {
  if (asked.op !== 'create' || systemOf(member) !== 'powerofficego') return [];
  return Object.keys(values).filter(
    (name) => policy.fields[name]?.bornBack && !(name in asked.wanted) && !isEmpty(values[name]),
  );
}

/** What was left out of a unit's first write held the agreed value already: that is its base. */
function restAgrees(draft: Draft, context: LinkContext, key: MemberKey, wanted: Values): void {
  const { said, base } = draft.state.members[key]!;
  const units = context.policy.units.filter(({ fields }) => fields.some(({ name }) => name in wanted));
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
