import type { CanonicalRecordSeen, CanonicalWriteAnswered, Message, RecordGone, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { takesOnRole } from './also-fits.js';
import { isAwaited, seenIn } from './answered.js';
import { isErased, lastLinkOf } from './erased.js';
import { readGenerations } from './generations.js';
import type { RecordRow } from './ledger.js';
import { keysOf } from './links.js';
import { mayMeetAnew } from './meet-row.js';
import { readBirths, readReferences } from './prefetch.js';
import { referencedKeys } from './reference.js';
import type { Work } from './work.js';

/** Reads all that some messages are about, many at once, before anything of it is heard. */
export async function readFor(work: Work, messages: readonly Message[]): Promise<void> {
  const seen = messages
    .filter((message) => message.type === 'RecordSeen')
    .map((message) => message.data as CanonicalRecordSeen);
  const answers = messages
    .filter((message) => message.type === 'WriteAnswered')
    .map((message) => message.data as CanonicalWriteAnswered);
  const gone = messages.filter((message) => message.type === 'RecordGone').map((message) => message.data as RecordGone);
  await work.rows.read([...seen, ...gone, ...answers].flatMap(({ ref }) => (ref ? [recordKey(ref)] : [])));
  const linked = [...seen, ...gone].flatMap(({ ref }) => lastLinkOf(work.row(recordKey(ref))) ?? []);
  if (isQuiet(work) && linked.length + answers.length === 0) return;
  const answering = answers.flatMap(({ ref }) => (ref && work.row(recordKey(ref))?.linkId) ?? []);
  await work.links.read([...linked, ...answering, ...answers.map(({ ticket }) => ticket.linkId)]);
  const told = [...seen, ...lateOf(work, answers)];
  await readOrphans(work, told);
  await readLeftBehind(work, gone);
  await work.rows.read([...seen, ...answers].flatMap((data) => keysIn(work, data)));
  await readReferences(work, heldRows(work, [...told, ...answers]));
  const observed = [...seen, ...answers.filter(isObservation)];
  await readChanged(work, observed);
  await readNewcomers(work, observed);
}

/** What answers say that nobody waits for: observations like any other. */
const lateOf = (work: Work, answers: readonly CanonicalWriteAnswered[]): readonly CanonicalRecordSeen[] =>
  answers.flatMap((data) => {
    const state = work.links.state(data.ticket.linkId);
    return state && isAwaited(state, data.ticket) ? [] : (seenIn(data) ?? []);
  });

/** Before a tenant has met (or while it may not write) its records are only kept, but for those that have a link. */
const isQuiet = (work: Work): boolean => !work.metOrMeeting('department') && !work.metOrMeeting('employee');

/** It has no link, may have to look for a counterpart again or for another, or is another kind of thing than it was. */
function isNewcomer(work: Work, seen: Observation): boolean {
  const row = work.row(recordKey(seen.ref));
  if (row?.linkId === undefined || row.kind !== seen.kind || isErased(work, row)) return true;
  return (mayMeetAnew(work, row) ?? takesOnRole(work, seen, row.linkId)) !== undefined;
}

/** What is seen of a record, by itself or in an answer. */
type Observation = Pick<CanonicalRecordSeen, 'ref' | 'kind' | 'category' | 'values' | 'reference'>;
const isObservation = (answer: CanonicalWriteAnswered): answer is CanonicalWriteAnswered & Observation =>
  answer.ref !== undefined && answer.values !== undefined && answer.kind !== undefined && answer.category !== undefined;

/** Records that are another kind of thing than they were: those that refer to them mean something else by it now. */
async function readChanged(work: Work, seen: readonly Observation[]): Promise<void> {
  const changed = seen.filter(({ ref, kind }) => (work.row(recordKey(ref))?.kind ?? kind) !== kind);
  if (changed.length === 0) return;
  const referring = await work.ledger.referring(changed.map(({ ref }) => recordKey(ref)));
  work.rows.remember(referring);
  await work.links.read(referring.flatMap(({ linkId }) => linkId ?? []));
  await readReferences(work, referring);
}

/** What is kept of some records: an answer may be older than that, and its link then hears what is kept. */
const heldRows = (work: Work, told: readonly Pick<CanonicalWriteAnswered, 'ref'>[]): readonly RecordRow[] =>
  told.flatMap(({ ref }) => (ref && work.row(recordKey(ref))) ?? []);

const keysIn = (work: Work, data: CanonicalRecordSeen | CanonicalWriteAnswered): readonly RecordKey[] =>
  data.category && data.values ? referencedKeys(work.settings.policyOf(data.category), data.values) : [];

/** Records that bear our reference but have no link here: their births were never answered. */
async function readOrphans(work: Work, seen: readonly CanonicalRecordSeen[]): Promise<void> {
  const orphans = seen.filter(({ ref, reference }) => {
    const row = work.row(recordKey(ref));
    return reference !== undefined && (!row?.linkId || isErased(work, row));
  });
  if (orphans.length > 0) await work.links.readByReference(orphans.map(({ reference }) => reference!));
}

/** The other records of a link one of whose records is gone: with the last of them, all are forgotten. */
async function readLeftBehind(work: Work, gone: readonly RecordGone[]): Promise<void> {
  const links = gone.flatMap(({ ref }) => work.links.state(work.row(recordKey(ref))?.linkId ?? '') ?? []);
  await work.rows.read(links.flatMap((state) => Object.values(keysOf(state))));
}

/** PowerOffice Go records seen for the first time after the meeting meet at once. */
async function readNewcomers(work: Work, seen: readonly Observation[]): Promise<void> {
  const newcomers = seen.filter(
    (data) => data.ref.system === 'powerofficego' && work.tenant.meeting[data.kind] === 'met' && isNewcomer(work, data),
  );
  if (newcomers.length === 0) return;
  await readGenerations(
    work,
    newcomers.filter(({ ref }) => work.row(recordKey(ref)) !== undefined),
  );
  for (const [kind, members] of Map.groupBy(newcomers, (data) => data.kind)) {
    const keys = members.flatMap((data) => work.settings.matchKeys({ ...data, system: data.ref.system }));
    if (keys.length > 0) work.rows.remember(await work.ledger.sharing(kind, [...new Set(keys)], []));
  }
  await readReferences(work, work.rows.known());
  await readBirths(work, work.rows.known());
}
