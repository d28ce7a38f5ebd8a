import type { Kind, RecordKey, Values } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import type { MemberKey } from '../link/events.js';
import { counterpartKey } from '../link/counterpart.js';
import { systemOf } from '../link/events.js';
import type { Telling } from '../link/context.js';
import type { FieldPolicy, Policy } from '../policy.js';
import type { RecordRow, Target } from './ledger.js';
import type { Work } from './work.js';

/** The reference fields of a record's values: which records they name. */
export const referencedKeys = (policy: Policy, values: Values): readonly RecordKey[] =>
  Object.values(policy.fields)
    .filter((field) => field.reference)
    .flatMap((field) => (typeof values[field.name] === 'string' ? [values[field.name] as RecordKey] : []));

/**
 * The link a record belongs to or will belong to: PowerOffice Go records found their links, so theirs is known before
 * it is opened; an HRM record has one only once it is linked, and goes by its last one where that left it behind.
 */
export const linkOfRow = (row: RecordRow): string | undefined =>
  row.linkId ?? row.leftBy ?? (row.ref.system === 'powerofficego' ? linkIdOf(row.ref, row.kind) : undefined);

/** Whether this HRM record founded the link it is in. */
export const isFounder = (row: RecordRow): boolean =>
  row.ref.system === 'customhrm' && row.linkId !== undefined && row.linkId === linkIdOf(row.ref, row.kind);

export interface Resolved {
  readonly values: Values;
  readonly unresolved: Readonly<Record<string, RecordKey>>;
}

/**
 * A member's values with references as link ids. A record of another kind is nobody's target here (a person customer
 * has no department): empty. A record that is not known or has no link yet stays unresolved and takes no part.
 */
export function resolve(work: Work, policy: Policy, values: Values): Resolved {
  const resolved: Record<string, Values[string]> = { ...values };
  const unresolved: Record<string, RecordKey> = {};
  for (const field of Object.values(policy.fields)) {
    const key = values[field.name];
    if (!field.reference || typeof key !== 'string') continue;
    const row = work.row(key);
    const linkId = row && row.kind === field.reference ? linkOfRow(row) : undefined;
    if (linkId) resolved[field.name] = linkId;
    else if (row && row.kind !== field.reference) resolved[field.name] = null;
    else {
      delete resolved[field.name];
      unresolved[field.name] = key;
    }
  }
  return { values: resolved, unresolved };
}

interface Question {
  readonly linkId: string;
  readonly kind: Kind | undefined;
  readonly member: MemberKey;
  readonly field: FieldPolicy;
  readonly target: string;
}

/** Whether, and when, a reference can be told to a member; see `Telling`. */
export function tellingOf(work: Work, question: Question): Telling {
  const { member, field } = question;
  const target = work.target(question.target);
  if (!target) return unopened(work, question);
  if (target.standing === 'ended') return 'never';
  if (field.targets && !field.targets.includes(target.category)) return 'never';
  if (isGoneIn(target, member)) return 'later';
  if (recordIn(target, member)) return 'yes';
  if (target.standing === 'skipped') return 'out';
  if (target.standing !== 'differ' && target.standing !== 'agree') return 'later';
  return waitsInCircle(work, question) ? 'after' : 'soon';
}

/**
 * The target's link is still to be opened: its PowerOffice Go record was heard of, or else it waits for a person. One
 * that is gone opens none, so that nobody waits to be born after it.
 */
function unopened(work: Work, question: Question): Telling {
  const row = work.rows.ofLink(question.target);
  if (!row || row.gone) return 'later';
  if (question.field.targets && !question.field.targets.includes(row.category)) return 'never';
  return waitsInCircle(work, question) ? 'after' : 'soon';
}

/** Nobody can be told of a record that is gone; who names it already is left alone, others wait for its return. */
const isGoneIn = (target: Target, member: MemberKey): boolean =>
  target.gone.some((key) => systemOf(key) === systemOf(member));

/** The target's own record (of an ended link: what it left behind) in the system of the member that is told. */
export const recordIn = (target: Target, member: MemberKey): RecordKey | undefined =>
  Object.entries(target.members).find(([key]) => systemOf(key as MemberKey) === systemOf(member))?.[1];

/**
 * Whether a birth that waited for the target would wait for itself. Departments never wait for people; people wait for
 * those they refer to unless the way up from there leads back to them.
 */
function waitsInCircle(work: Work, { linkId, kind, field, target }: Question): boolean {
  if (kind === 'department') return true;
  const seen = new Set<string>();
  for (let at: string | undefined = target; at; at = nextUp(work, at, field.name)) {
    if (at === linkId || seen.has(at)) return at === linkId;
    seen.add(at);
  }
  return false;
}

/** Whom the link's founding record refers to in the same field, as long as its counterpart waits to be born. */
function nextUp(work: Work, linkId: string, field: string): string | undefined {
  const state = work.links.state(linkId);
  if (state) return state.members[counterpartKey(state)]?.ref ? undefined : (state.agreed[field] as string | undefined);
  const row = work.rows.ofLink(linkId);
  const key = row?.values[field];
  const up = typeof key === 'string' ? work.row(key) : undefined;
  return up && linkOfRow(up);
}
