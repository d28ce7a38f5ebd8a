import type { System } from '@samsvar/contracts';
import type { FieldPolicy } from '../policy.js';
import { systemFirst, systemNames } from '../system-names.js';
import type { LinkContext } from './context.js';
import { counterpartKey, isUnborn } from './counterpart.js';
import type { Draft } from './draft.js';
import type { MemberKey } from './events.js';
import { systemOf } from './events.js';
import { freeHeld, letThrough } from './gate.js';
import { missingCode } from './hear.js';
import type { Needs } from './needs.js';
import { needsOf } from './needs.js';
import { isApart, part, planParting } from './parting.js';
import type { LinkState, Member } from './state.js';

/** The members a link may be asked to write: those it has, and the counterpart it must get. */
export function toldMembers(state: LinkState): readonly MemberKey[] {
  const present = Object.keys(state.members) as MemberKey[];
  const counterpart = counterpartKey(state);
  return present.includes(counterpart) ? present : [...present, counterpart];
}

/** Asks each member for what it lacks of what was agreed (Inv 8); one write per member under way at a time. */
export function plan(draft: Draft, context: LinkContext): void {
  if (!draft.state.kind) return;
  part(draft, context);
  if (isApart(draft.state)) {
    freeHeld(draft, context);
    return planParting(draft, context);
  }
  if (draft.state.proposal || draft.state.skipped) return;
  if (context.birthsOff && isUnborn(draft.state)) return;
  freeHeld(draft, context);
  for (const key of toldMembers(draft.state)) planMember(draft, context, key);
}

function planMember(draft: Draft, context: LinkContext, key: MemberKey): void {
  if (isParkedWhole(draft.state)) return;
  const member = draft.state.members[key];
  if (member?.asked) return;
  const needs = needsOf(draft.state, context, key);
  setAside(draft, context, key, needs);
  const first = needs.op === 'create';
  noteWaits(draft, key, needs, member);
  if (isParkedWhole(draft.state) || (first && needs.soon.length > 0)) return;
  if (!context.writes || (needs.fields.length === 0 && !first)) return;
  const fields = letThrough(draft, context, { member: key, op: needs.op, fields: needs.fields, late: lateOf(member) });
  if (!fields) return;
  draft.add({
    type: 'WriteAsked',
    member: key,
    n: Math.max((member?.n ?? 0) + 1, context.now ?? 0),
    op: needs.op,
    fields: fields.map((field) => field.name),
    ...besideOf(context, member, fields),
    decidedOn: member?.revision ?? 0,
  });
}

/**
 * The fields of a group that are not written: whoever edits one of them while the others are on their way has another
 * whole in mind, and halves are never mixed (design.md 4, Deciding).
 */
function besideOf(context: LinkContext, member: Member | undefined, fields: readonly FieldPolicy[]) {
  const names = fields.map(({ name }) => name);
  const units = context.policy.units.filter((unit) => unit.fields.some(({ name }) => names.includes(name)));
  const beside = units
    .flatMap((unit) => unit.fields.map(({ name }) => name))
    .filter((name) => !names.includes(name) && member?.said[name] !== undefined);
  return beside.length > 0 ? { beside } : {};
}

/** References that an approved plan left for later: they waited, until now, for the link they name. */
const lateOf = (member: Member | undefined): readonly string[] =>
  Object.entries(member?.waits ?? {}).flatMap(([field, { exempt }]) => (exempt ? [field] : []));

const isApproved = ({ exempt }: Draft, unit: string): boolean =>
  exempt === 'all' || (exempt !== undefined && exempt.has(unit));

/** A record that is set aside whole is written on neither side. */
export const isParkedWhole = (state: LinkState): boolean => state.units['*'] !== undefined;

/** What can never be told is parked, unit by unit; what the birth lacks parks the record. */
function setAside(draft: Draft, context: LinkContext, key: MemberKey, needs: Needs): void {
  if (needs.missing.length > 0) {
    const reasons = needs.missing.map((field) => ({
      field: field.name,
      code: missingCode(field),
      words: missingWords(systemOf(key), field.name),
    }));
    draft.add({ type: 'UnitParked', unit: '*', member: key, reasons });
    return;
  }
  const because = (fields: readonly FieldPolicy[], code: 'reference-not-expressible' | 'bounces', words: string) => {
    for (const field of fields) {
      const unit = context.policy.fields[field.name]!.unit;
      draft.add({ type: 'UnitParked', unit, member: key, reasons: [{ field: field.name, code, words }] });
    }
  };
  because(needs.never, 'reference-not-expressible', neverWords);
  because(needs.bouncing, 'bounces', bouncesWords);
}

const neverWords = 'The other system cannot name the record chosen here in this field. Choose another record, or none.';
const bouncesWords =
  'The value was written several times and came back different each time. Find what changes it there and stop ' +
  'it, then have it tried again (release).';

/** What a birth lacks has to be filled in where the record was born. */
const missingWords = (there: System, field: string): string => {
  const here: System = there === 'customhrm' ? 'powerofficego' : 'customhrm';
  return `${systemFirst(there)} requires ${field}, which is empty in ${systemNames[here]}. Fill it in there.`;
};

function noteWaits(draft: Draft, key: MemberKey, needs: Needs, member: Member | undefined): void {
  const waits = member?.waits ?? {};
  const waiting = [...needs.soon, ...needs.after, ...needs.later];
  for (const field of waiting) {
    const target = draft.state.agreed[field.name] as string;
    const holds = needs.op === 'create' && needs.soon.includes(field);
    const noted = waits[field.name];
    const exempt = noted?.exempt === true || isApproved(draft, needs.op === 'create' ? '*' : field.unit);
    if (noted?.target === target && noted.holds === holds && (noted.exempt ?? false) === exempt) continue;
    draft.add({
      type: 'ReferenceWaits',
      member: key,
      field: field.name,
      target,
      holds,
      ...(exempt && { exempt }),
    });
  }
  for (const [field, { target }] of Object.entries(waits)) {
    const inbound = target.includes('/');
    if (!inbound && !waiting.some(({ name }) => name === field))
      draft.add({ type: 'ReferenceFound', member: key, field });
  }
}
