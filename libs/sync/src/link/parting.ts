import type { By, RecordRef } from '@samsvar/contracts';
import type { FieldPolicy } from '../policy.js';
import { pick } from '../values.js';
import { inStep, sameField } from './compare.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import type { LeftWhy, MemberKey } from './events.js';
import { systemOf } from './events.js';
import { letThrough } from './gate.js';
import type { LinkState, Member } from './state.js';
import { membersOf } from './state.js';

/** The member whose record is proven gone, and at which revision. */
export interface Gone {
  readonly type: 'Gone';
  readonly member: MemberKey;
  readonly revision: number;
  /** It is there, but no longer what the link is about. */
  readonly why?: LeftWhy;
  readonly by?: By;
}

/** A member's record is gone; `plan` decides what follows. What was set aside because it was not found is settled. */
export function gone(draft: Draft, { member: key, revision, why, by }: Gone): void {
  const member = draft.state.members[key];
  if (!member?.ref || member.gone || (revision <= member.revision && !why)) return;
  draft.add({ type: 'MemberGone', member: key, revision, ...(why && { why }), ...(by && { by }) });
  if (draft.state.units['*']?.parked?.[key]) draft.add({ type: 'UnitReleased', unit: '*', member: key });
}

/** A record that was gone is met again: it is a member as before, and what was to be decided about it is moot. */
export function returns(draft: Draft, key: MemberKey, revision: number): void {
  draft.add({ type: 'MemberReturned', member: key, revision });
  if (draft.state.units['*']?.conflict) {
    draft.add({ type: 'ConflictSettled', unit: '*', winner: 'agreed', by: 'return' });
  }
  const other = membersOf(draft.state).find(([, member]) => member.gone);
  if (other) draft.add({ type: 'PartingAsked', member: other[0], code: 'returned-alone' });
}

/**
 * The counterpart we deactivated is active again by itself, since that is what was agreed; but where people changed it
 * meanwhile, they say.
 */
export function askBeforeReactivating(draft: Draft, before: LinkState): void {
  if (!before.parting?.touched) return;
  for (const [key] of membersOf(draft.state)) if (key !== before.parting.member) askIfInactive(draft, key);
}

/** What we were to deactivate was inactive already, and its counterpart is back: whose word that is, a person says. */
export function deactivatedByOthers(draft: Draft, key: MemberKey): void {
  if (!draft.state.parting) askIfInactive(draft, key);
}

function askIfInactive(draft: Draft, key: MemberKey): void {
  const { agreed, members } = draft.state;
  const { said } = members[key]!;
  if (said['active'] !== false || agreed['active'] === false) return;
  const differ = { theirs: pick(said, ['active']), agreed: pick(agreed, ['active']) };
  draft.add({ type: 'ConflictFound', unit: 'active', member: key, ...differ, why: 'returned' });
}

/** The employee's role ended while the contact lives on as a customer: a person decides. Back again, it is moot. */
export function roleEnds(draft: Draft, key: MemberKey, before: Member): void {
  const { roles } = draft.state.members[key]!;
  const { parting } = draft.state;
  if (before.roles.includes('EMPLOYEE') && !roles.includes('EMPLOYEE') && isMatched(draft.state)) {
    draft.add({ type: 'PartingAsked', member: key, code: 'role-ended' });
  } else if (parting?.member === key && roles.includes('EMPLOYEE')) {
    draft.add({ type: 'PartingEnded' });
  } else if (isQuarrel(draft.state) && !before.roles.includes('EMPLOYEE') && roles.includes('EMPLOYEE')) {
    draft.add({ type: 'ConflictSettled', unit: '*', winner: 'agreed', by: 'return' });
  }
}

const isMatched = (state: LinkState): boolean =>
  membersOf(state).some(([key, member]) => systemOf(key) === 'customhrm' && member.ref && !member.gone);

/** The members whose records are there. */
export const livingOf = (state: LinkState): readonly (readonly [MemberKey, Member & { readonly ref: RecordRef }])[] =>
  membersOf(state).filter(
    (entry): entry is [MemberKey, Member & { readonly ref: RecordRef }] => entry[1].ref !== undefined && !entry[1].gone,
  );

/** Whether one of the records is gone, or was left behind: nothing is kept in agreement, and nothing is born. */
export const isApart = (state: LinkState): boolean =>
  state.ended === true ||
  state.parting !== undefined ||
  isQuarrel(state) ||
  membersOf(state).some(([, member]) => member.gone);

/** Decides what follows when a record is gone, once, as soon as it can be decided (Inv 20: nothing is born again). */
export function part(draft: Draft, context: LinkContext): void {
  const { state } = draft;
  const lost = membersOf(state).find(([, member]) => member.gone);
  if (!lost || state.ended) return;
  const [left] = livingOf(state);
  if (!left) return end(draft);
  if (isDoneFor(state, left[0])) {
    return draft.add({ type: 'PartingSettled', member: left[0], choice: 'deactivate', done: true });
  }
  if (state.parting ? state.parting.asks !== 'role-ended' : isQuarrel(state)) return;
  const edited = editsSince(state, context, left[0], lost[1]);
  if (edited.length > 0) return meetsEdit(draft, left[0], edited);
  if (mustAsk(context, left)) return draft.add({ type: 'PartingAsked', member: lost[0], code: 'gone-asks' });
  draft.add({ type: 'PartingSettled', member: lost[0], choice: 'deactivate', done: isInactive(left[1]) });
}

/** The record that was to be deactivated for an employee's role that ended is gone itself. */
const isDoneFor = ({ parting }: LinkState, left: MemberKey): boolean =>
  parting?.choice === 'deactivate' && !parting.done && parting.member === left;

const isQuarrel = (state: LinkState): boolean => state.units['*']?.conflict !== undefined;
export const isInactive = ({ said, asked }: Member): boolean =>
  said['active'] === false && asked?.wanted['active'] !== true;

/** All are gone; but what is being made must first be there to be deactivated. */
function end(draft: Draft): void {
  const pending = membersOf(draft.state).some(([, member]) => !member.ref && member.asked);
  if (!pending) draft.add({ type: 'LinkEnded' });
}

/** Archiving acts on the whole contact, and customers are the books' own: those are for a person to end. */
function mustAsk({ policy }: LinkContext, [key, member]: readonly [MemberKey, Member]): boolean {
  if (!policy.fields['active']?.toldTo.includes(systemOf(key))) return true;
  if (systemOf(key) === 'customhrm') return false;
  const own = policy.category === 'DEPARTMENT' || policy.category === 'EMPLOYEE';
  return !own || member.roles.length > 1;
}

/** Both the edit and the deletion are kept (Inv 15): the edited record lives until a person decides. */
function meetsEdit(draft: Draft, key: MemberKey, edited: readonly FieldPolicy[]): void {
  const names = edited.map((field) => field.name);
  const { agreed, members } = draft.state;
  const differ = { theirs: pick(members[key]!.said, names), agreed: pick(agreed, names) };
  draft.add({ type: 'ConflictFound', unit: '*', member: key, ...differ, why: 'deleted' });
}

/** What people changed in the record that is left and the one that is gone never heard of. */
function editsSince(state: LinkState, { policy }: LinkContext, key: MemberKey, lost: Member): readonly FieldPolicy[] {
  const { said, base } = state.members[key]!;
  const system = systemOf(key);
  // What the lost record never held may be a first filling, unless somebody has edited it since they are linked; where
  // they were linked before, whether somebody had is not known any more.
  const isEdited = ({ unit, name }: FieldPolicy) =>
    (state.generation !== undefined || state.origins?.[unit]?.member === key) && said[name] !== null;
  return Object.values(policy.fields).filter((field) => {
    if (!field.heardFrom.includes(system) || said[field.name] === undefined || agreesToDeletion(field, said))
      return false;
    const before = state.units[field.unit]?.conflict ? state.agreed : base;
    if (before[field.name] !== undefined && !sameField(field, said[field.name], before[field.name])) return true;
    const isTold =
      field.toldTo.some((one) => one !== system) && (lost.base[field.name] !== undefined || isEdited(field));
    return isTold && state.agreed[field.name] !== undefined && !inStep([field], lost, state.agreed);
  });
}

/** Who deactivates the one side agrees with the deletion of the other. */
const agreesToDeletion = (field: FieldPolicy, said: Member['said']): boolean =>
  field.name === 'active' && said['active'] === false;

/** An edit that comes before the deactivation it would have prevented: a conflict like any edit of what is deleted. */
export function meetsDeletion(draft: Draft, context: LinkContext, key: MemberKey, before: Member['said']): void {
  const { parting, members } = draft.state;
  if (parting?.choice !== 'deactivate' || parting.done || key === parting.member || isQuarrel(draft.state)) return;
  const { said } = members[key]!;
  const edited = Object.values(context.policy.fields).filter(
    (field) =>
      field.heardFrom.includes(systemOf(key)) &&
      said[field.name] !== undefined &&
      !sameField(field, before[field.name], said[field.name]) &&
      !agreesToDeletion(field, said),
  );
  if (edited.length > 0) meetsEdit(draft, key, edited);
}

/** Asks the record that is left to be inactive, if that is what was decided; every value it holds is a condition. */
export function planParting(draft: Draft, context: LinkContext): void {
  const { parting, units } = draft.state;
  if (parting?.choice !== 'deactivate' || parting.done || units['*'] || units['active']) return;
  const left = livingOf(draft.state).find(([key]) => key !== parting.member);
  if (!left || left[1].asked || !context.writes) return;
  const [member, { n, revision }] = left;
  if (!letThrough(draft, context, { member, op: 'deactivate', fields: [], late: [] })) return;
  draft.add({
    type: 'WriteAsked',
    member,
    n: Math.max(n + 1, context.now ?? 0),
    op: 'deactivate',
    fields: ['active'],
    decidedOn: revision,
  });
}
