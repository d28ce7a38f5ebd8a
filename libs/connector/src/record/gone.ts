import type { ContactRole } from '@samsvar/contracts';
import type { Reading } from '../port.js';
import { fieldsOf, isContact, rolesOf, valuesOf } from './fields.js';
import { type Hearing, nextRevision, type RecordRow } from './row.js';

/**
 * The row of a record that is proven gone (Inv 19): a tombstone. Nothing personal is kept of it, but its floors are, so
 * that no reading from a replica that is behind brings it back. `now`: milliseconds of the database's clock, below
 * which no revision is told, since a failover may have set the row back.
 */
export function buried(row: RecordRow, now: number): RecordRow {
  const { ref, stamps, incarnation, reference } = row;
  return {
    ref,
    values: {},
    stamps,
    ...(reference !== undefined && { reference }),
    revision: nextRevision(row, Math.floor(now)),
    incarnation,
    gone: true,
    goneAt: now,
    changed: {},
  };
}

/**
 * The row of a record that was told once, of which this store knows nothing and no read finds anything: its row was
 * lost. It counts as there until it is proven gone like any other; `now` as in `buried`.
 */
export const lostRow = (ref: RecordRow['ref'], now: number): RecordRow => ({
  ...{ ref, values: {}, stamps: {}, changed: {}, incarnation: 1, gone: false },
  ...{ revision: Math.floor(now), since: Math.floor(now) },
});

/** What becomes of the row of a record that a read by id did not find. */
export interface Unfound {
  readonly row: RecordRow;
  /** It is to be looked for; else it was proven gone before, and that is told again. */
  readonly isSuspect: boolean;
}

/**
 * A read that finds nothing proves nothing yet: a record that is known is looked for. `isTold`: link asks, who was told
 * of it once and of nothing since: its row may be lost, and whoever is known to be gone is told so again.
 */
export function unfound(
  row: RecordRow | undefined,
  { ref, isTold, now }: { readonly ref: RecordRow['ref']; readonly isTold: boolean; readonly now: number },
): Unfound | undefined {
  if (row && !row.gone) return { row, isSuspect: true };
  if (!isTold) return undefined;
  if (!row) return { row: lostRow(ref, now), isSuspect: true };
  return { row: { ...row, revision: nextRevision(row, Math.floor(now)) }, isSuspect: false };
}

/** The row of a contact that has left a role and lives on in another. */
export function withoutRole(row: RecordRow, role: ContactRole, now: number): RecordRow {
  const left = rolesOf(row.values)?.filter((one) => one !== role);
  const fields = Object.entries(fieldsOf(row.values)).filter(([name]) => !name.startsWith(`${role}.`));
  const { doubted, ...rest } = row;
  return {
    ...rest,
    ...(doubted && doubted.role !== role && { doubted }),
    values: valuesOf(Object.fromEntries(fields), left),
    revision: nextRevision(row, Math.floor(now)),
    leftAt: { ...row.leftAt, [role]: now },
  };
}

/**
 * The row of whom a search has proven gone (`role`: of a contact that has left it); undefined where that does not hold
 * any more: of a record, because it was heard of since `readAt`, when the reads by id that found nothing were made.
 */
export function proven(
  row: RecordRow,
  { role, readAt }: { readonly role?: ContactRole; readonly readAt?: number },
  now: number,
): RecordRow | undefined {
  if (row.gone) return undefined;
  if (role) return withoutRole(row, role, now);
  return row.revision === readAt ? buried(row, now) : undefined;
}

interface Late {
  readonly resource: Hearing;
  readonly begunAt: number;
}

/** Whether a reading was begun too early to say that somebody is back who is known to be gone. */
const tooEarly = (at: number | undefined, { resource, begunAt }: Late): boolean =>
  at !== undefined && begunAt < at + resource.abilities.settleAfterMs;

/** A reading without the roles that it is too old to bring back; undefined where nothing is left of it. */
export function timely(row: RecordRow | undefined, reading: Reading, late: Late): Reading | undefined {
  if (row?.gone && tooEarly(row.goneAt, late)) return undefined;
  const { values } = reading;
  const had = row && rolesOf(row.values);
  if (!row?.leftAt || !isContact(values)) return reading;
  const roles = values.roles.filter((role) => had?.includes(role) || !tooEarly(row.leftAt?.[role], late));
  if (roles.length === values.roles.length) return reading;
  if (roles.length === 0) return undefined;
  const fields = Object.entries(fieldsOf(values)).filter(
    ([name]) => name.startsWith('shared.') || roles.some((role) => name.startsWith(`${role}.`)),
  );
  return {
    ...reading,
    values: valuesOf(Object.fromEntries(fields), roles),
    stamps: stampsOf(reading, values.roles, roles),
  };
}

/** The stamps of a reading without some of its roles: what they share is as old as what is left of it. */
function stampsOf({ stamps }: Reading, had: readonly ContactRole[], left: readonly ContactRole[]): Reading['stamps'] {
  const shared = newest(left.map((role) => stamps[role] ?? ''));
  const kept = Object.entries(stamps).filter(([name]) => !had.some((role) => role === name && !left.includes(role)));
  return { ...Object.fromEntries(kept), ...('shared' in stamps && { shared }) };
}

const newest = (stamps: readonly string[]): string => stamps.reduce((last, stamp) => (stamp > last ? stamp : last), '');

/**
 * The row with the floors that a reading must not be behind. What the roles of a contact share bears the newest of
 * their stamps, and an edit of it moves the stamps of all. A role that has ended leaves its stamp as a floor that the
 * others may never reach: where no reading can be from before that end any more, the roles that are read say how old
 * the shared part may be.
 */
export function flooredFor(row: RecordRow, { values }: Reading, late: Late): RecordRow {
  if (!isContact(values) || (!row.gone && !row.leftAt)) return row;
  const had = rolesOf(row.values) ?? [];
  const ends = Object.entries(row.leftAt ?? {}).flatMap(([role, at]) => (had.some((one) => one === role) ? [] : at));
  if (!row.gone && (ends.length === 0 || ends.some((at) => tooEarly(at, late)))) return row;
  const shared = newest(values.roles.map((role) => row.stamps[role] ?? row.stamps['shared'] ?? ''));
  return shared < (row.stamps['shared'] ?? '') ? { ...row, stamps: { ...row.stamps, shared } } : row;
}
