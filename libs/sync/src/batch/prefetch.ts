import type { RecordKey, Values } from '@samsvar/contracts';
import { counterpartKey } from '../link/counterpart.js';
import type { LinkState } from '../link/state.js';
import { membersOf } from '../link/state.js';
import type { RecordRow } from './ledger.js';
import { isFounder, linkOfRow, referencedKeys } from './reference.js';
import type { Work } from './work.js';

/** Reads, in a few round trips, everything that meeting these rows for the first time may look at. */
export async function readForMeeting(work: Work, rows: readonly RecordRow[]): Promise<void> {
  const byKind = Map.groupBy(rows, (row) => row.kind);
  for (const [kind, members] of byKind) {
    const keys = [...new Set(members.flatMap((row) => row.matchKeys))];
    const known = members.map(({ key }) => key);
    if (keys.length > 0) work.rows.remember(await work.ledger.sharing(kind, keys, known));
  }
  const sharing = rows.flatMap((row) => work.rows.sharing(row));
  await readReferences(work, [...rows, ...sharing]);
  await readBirths(work, sharing);
}

/** Reads the links that some rows founded in the HRM: whoever fits them may be what is being born of them. */
export async function readBirths(work: Work, rows: readonly RecordRow[]): Promise<void> {
  await work.links.read(rows.flatMap((row) => (isFounder(row) ? [row.linkId!] : [])));
}

/** Reads the rows that some rows refer to, up to the top of every line of managers, and the links they belong to. */
export async function readReferences(work: Work, rows: readonly RecordRow[]): Promise<void> {
  let at: readonly RecordRow[] = rows;
  for (let up = 0; up < linesMax && at.length > 0; up++) {
    const keys = [...new Set(at.flatMap((row) => referencesOf(work, row)))].filter((key) => !work.rows.hasRead(key));
    await work.rows.read(keys);
    at = keys.flatMap((key) => work.row(key) ?? []).filter((row) => row.linkId === undefined || !row.matched);
  }
  await readTargets(work);
}

/** A line of managers longer than this is followed no further: its births then wait for each other as they come. */
const linesMax = 30;

const referencesOf = (work: Work, row: RecordRow): readonly RecordKey[] =>
  referencedKeys(work.settings.policyOf(row.category), row.values);

/** Reads the links that everything read so far refers to. */
export async function readTargets(work: Work): Promise<void> {
  await readLines(work);
  const ids = work.rows.known().flatMap((row) => linkOfRow(row) ?? []);
  const referred = work.links
    .all()
    .flatMap((state) => [
      ...linkIdsIn(state.agreed),
      ...membersOf(state).flatMap(([, member]) => [...linkIdsIn(member.said), ...linkIdsIn(member.base)]),
    ]);
  await work.links.readTargets([...ids, ...referred]);
}

/**
 * Reads the managers of whoever is yet to be born, up to where a line ends, is born, or comes back to itself: a birth
 * that waited for one who waits for it would wait for ever.
 */
async function readLines(work: Work): Promise<void> {
  let at = work.links.all();
  for (let up = 0; up < linesMax; up++) {
    const managers = at.flatMap((state) => (isYetToBeBorn(state) ? (state.agreed['managerId'] ?? []) : []));
    const ids = [...new Set(managers)].filter((id) => typeof id === 'string' && !work.links.state(id)) as string[];
    if (ids.length === 0) return;
    await work.links.read(ids);
    at = ids.flatMap((id) => work.links.state(id) ?? []);
  }
}

/** A person without a counterpart; departments wait for nobody. */
const isYetToBeBorn = (state: LinkState): boolean =>
  state.kind === 'employee' && !state.members[counterpartKey(state)]?.ref;

/** The fields that name other records. */
export const referenceFields = ['departmentId', 'managerId'] as const;
const linkIdsIn = (values: Values): readonly string[] =>
  referenceFields.flatMap((field) => (typeof values[field] === 'string' ? [values[field]] : []));
