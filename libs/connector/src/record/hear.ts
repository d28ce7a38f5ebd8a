import type { Reading } from '../port.js';
import type { Fields } from './fields.js';
import { flooredFor, timely } from './gone.js';
import { bothRoles, fieldsOf, namesOf, rolesOf, valuesOf } from './fields.js';
import type { Hearing, RecordRow } from './row.js';
import { nextRevision } from './row.js';

/** What hearing one reading needs besides the row; times in milliseconds of the database's clock. */
export interface HearContext {
  readonly resource: Hearing;
  readonly ref: RecordRow['ref'];
  /** When the reading was begun: before its request left. */
  readonly begunAt: number;
  readonly now: number;
  /** The answer of a write is what is stored, whatever no stamp covers. */
  readonly answer?: boolean;
  /** The database's clock: no revision told from now on is lower. */
  readonly floor?: number;
  /** Tell the record as if for the first time: what was decided before is not decided on this. */
  readonly anew?: boolean;
}

/** The row after a reading. `changed` are the fields that are news; `told` says the record has something to tell. */
export interface Heard {
  readonly row: RecordRow;
  readonly changed: readonly string[];
  readonly told: boolean;
  /** The row differs from the one before, be it only by a stamp. */
  readonly stored: boolean;
  /** Every field of the reading was heard: meeting the same reading again needs no look at the row. */
  readonly whole: boolean;
}

/**
 * Hears one reading against the row: a field is heard only if the stamp that covers it is not older than the newest
 * ever met (Inv 13), and one that no stamp covers only from a reading begun long enough after its last change or write
 * (design.md 4, Hearing). Only a change is news: our own write met again decides nothing (Inv 4). A reading through one
 * role joins the roles known before; a role leaves, and a record goes, only when that is proven (Inv 19). The caller
 * withholds readings while an attempt on the record is open.
 */
export function hear(row: RecordRow | undefined, found: Reading, context: HearContext): Heard {
  const reading = timely(row, found, context);
  if (!reading) return { row: row!, changed: [], told: false, stored: false, whole: false };
  const floored = row && flooredFor(row, reading, context);
  const fresh = !floored || !behind(floored.stamps, reading.stamps);
  if (row?.gone && !fresh) return { row, changed: [], told: false, stored: false, whole: false };
  const before = row && !row.gone ? fieldsOf(row.values) : {};
  const said = fieldsOf(reading.values);
  const heard = heardFields(floored, reading, context, said);
  const roles = bothRoles(row?.gone ? undefined : row?.values, reading.values);
  const changed = Object.keys(heard).filter((field) => heard[field] !== before[field]);
  const lost = fresh ? unreadable(reading, before, said) : [];
  const apart = fresh && row && (isDoubted(row, reading) || differsApart(row, reading, lost));
  const news =
    !row || row.gone || changed.length > 0 || !sameRoles(row, roles) || apart === true || context.anew === true;
  const revision = news ? nextRevision(row, context.floor) : row.revision;
  const stamps = raised((fresh ? floored : row)?.stamps ?? {}, reading.stamps);
  const version = fresh ? (reading.version ?? row?.version) : row.version;
  const stored = news || stamps !== row.stamps || version !== row.version;
  const whole = fresh && reading === found && Object.keys(said).length === Object.keys(heard).length;
  if (!stored) return { row, changed, told: false, stored, whole };
  const next = {
    ...(row ?? { incarnation: 1, gone: false, changed: {} }),
    ref: context.ref,
    values: news ? merged(before, heard, lost, roles) : row.values,
    stamps,
    revision,
  };
  return {
    row: completed(next, { row, reading, context, changed: [...changed, ...lost], version, fresh }),
    changed,
    told: news,
    stored,
    whole,
  };
}

interface Completing {
  readonly row: RecordRow | undefined;
  readonly reading: Reading;
  readonly context: HearContext;
  readonly changed: readonly string[];
  readonly version: string | undefined;
  readonly fresh: boolean;
}

/** The parts of the next row that may be absent, and what a return or a first sight adds. */
function completed(next: RecordRow, { row, reading, context, changed, version, fresh }: Completing): RecordRow {
  const { problem: _, doubted, goneAt: __, ...rest } = next;
  const returned = row?.gone === true;
  const uncovered = changed.some((field) => context.resource.stampOf(field) === null);
  const reference = reading.reference ?? row?.reference;
  return {
    ...rest,
    ...(doubted && !(fresh && isDoubted(next, reading)) && { doubted }),
    ...(returned && { gone: false, incarnation: row.incarnation + 1 }),
    ...(row && changed.length > 0 && { changed: marked(row.changed, changed, next.revision) }),
    ...(uncovered && { quietSince: context.now }),
    ...((!row || context.anew) && { since: next.revision }),
    ...(version !== undefined && { version }),
    ...(reference !== undefined && { reference }),
    ...(reading.problem && reading.problem.length > 0 && { problem: reading.problem }),
  };
}

function heardFields(row: RecordRow | undefined, reading: Reading, context: HearContext, said: Fields): Fields {
  if (!row) return said;
  const { resource, begunAt, answer } = context;
  const quiet = row.quietSince === undefined || begunAt >= row.quietSince + resource.abilities.settleAfterMs;
  const old = new Map<string, boolean>();
  const isOld = (stamp: string): boolean => {
    let known = old.get(stamp);
    if (known === undefined) old.set(stamp, (known = (reading.stamps[stamp] ?? '') < (row.stamps[stamp] ?? '')));
    return known;
  };
  const mayHear = (field: string): boolean => {
    const stamp = resource.stampOf(field);
    return stamp === null ? quiet || answer === true : !isOld(stamp);
  };
  const fields = Object.keys(said);
  if (fields.every(mayHear)) return said;
  return Object.fromEntries(fields.filter(mayHear).map((field) => [field, said[field]!]));
}

/** Fields that were known and can no longer be read: they do not fit, or are masked, and the reading says so. */
function unreadable(reading: Reading, before: Fields, said: Fields): readonly string[] {
  const misfits = (reading.problem ?? []).flatMap(({ field }) => (field === null ? [] : namesOf(field)));
  const named = [...misfits, ...(reading.masked ?? [])];
  return named.filter((field) => field in before && !(field in said));
}

function merged(before: Fields, heard: Fields, lost: readonly string[], roles: ReturnType<typeof rolesOf>) {
  const fields: Record<string, Fields[string]> = { ...before, ...heard };
  for (const field of lost) delete fields[field];
  return valuesOf(fields, roles);
}

function sameRoles(row: RecordRow, roles: ReturnType<typeof rolesOf>): boolean {
  const before = rolesOf(row.values);
  return before === roles || before?.length === roles?.length;
}

/** Whether a reading meets a record where a write had found none. */
function isDoubted({ doubted }: RecordRow, { values }: Reading): boolean {
  if (!doubted) return false;
  return doubted.role === undefined || (rolesOf(values)?.includes(doubted.role) ?? true);
}

/** What is worth telling besides values: a field lost, another problem, our reference met for the first time. */
function differsApart(row: RecordRow, reading: Reading, lost: readonly string[]): boolean {
  const names = (problem: RecordRow['problem']) => (problem ?? []).map(({ field, code }) => `${field}/${code}`).join();
  if (lost.length > 0 || names(row.problem) !== names(reading.problem)) return true;
  return reading.reference !== undefined && reading.reference !== row.reference;
}

const behind = (floors: RecordRow['stamps'], stamps: RecordRow['stamps']): boolean =>
  Object.entries(stamps).some(([name, stamp]) => stamp < (floors[name] ?? ''));

/** The floors with every newer stamp; the same object when none is newer. */
export function raised(floors: RecordRow['stamps'], stamps: RecordRow['stamps']): RecordRow['stamps'] {
  const newer = Object.entries(stamps).filter(([name, stamp]) => stamp > (floors[name] ?? ''));
  return newer.length === 0 ? floors : { ...floors, ...Object.fromEntries(newer) };
}

/** Marks fields as last changed by a revision. */
export function marked(
  changed: RecordRow['changed'],
  fields: readonly string[],
  revision: number,
): RecordRow['changed'] {
  return { ...changed, ...Object.fromEntries(fields.map((field) => [field, revision])) };
}
