import type {
  CanonicalRecordSeen,
  CanonicalWriteAnswered,
  Message,
  RecordGone,
  RecordKey,
  ScanCompleted,
} from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { readGenerations } from './generations.js';
import { heardAnswer, heardGone, heardSeen } from './heard.js';
import type { Ledger, RecordRow } from './ledger.js';
import { keysOf } from './links.js';
import { mayMeetAnew, meetRow } from './meet-row.js';
import { readForMeeting, readReferences } from './prefetch.js';
import { referencedKeys } from './reference.js';
import { ripple } from './ripple.js';
import type { Decided, TenantSettings } from './settings.js';
import { tell } from './tell.js';
import { accepted, claimed } from './tenant.js';
import { Work } from './work.js';

/**
 * One tenant's messages of one batch, in order. Reads and writes through the ledger only, many at once: the number of
 * round trips does not grow with the number of messages.
 */
export async function deliver(
  ledger: Ledger,
  settings: TenantSettings,
  messages: readonly Message[],
): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  await readFor(work, messages);
  for (const message of messages) hearMessage(work, message);
  work.tenant = accepted(work.tenant);
  return finish(work);
}

/** One slice of the first meeting of both systems, departments before people; `left`: there is more to do. */
export async function meet(
  ledger: Ledger,
  settings: TenantSettings,
  limit: number,
): Promise<Decided & { readonly left: boolean }> {
  const work = await Work.begin(ledger, settings);
  const kind = (['department', 'employee'] as const).find((candidate) => work.tenant.meeting[candidate] === 'meeting');
  if (!kind || settings.phase !== 'live' || (kind === 'employee' && work.tenant.meeting.department !== 'met')) {
    return { out: [], changedLinks: 0, left: false };
  }
  const rows = await unlinkedOf(work, kind, limit);
  if (rows.length === 0) work.tenant = { ...work.tenant, meeting: { ...work.tenant.meeting, [kind]: 'met' } };
  work.bulk = true;
  work.rows.remember(rows);
  await readGenerations(work, rows);
  await readForMeeting(work, rows);
  for (const row of rows) meetRow(work, row);
  const decided = await finish(work);
  return { ...decided, left: rows.length > 0 || Object.values(work.tenant.meeting).includes('meeting') };
}

const flowsOfKind = {
  department: ['departments-department', 'customers-department'],
  employee: ['employees-employee', 'customersperson-employee', 'contactperson-employee'],
} as const;

async function unlinkedOf(work: Work, kind: keyof typeof flowsOfKind, limit: number): Promise<readonly RecordRow[]> {
  for (const flow of flowsOfKind[kind]) {
    const rows = await work.ledger.unlinked(flow, limit);
    if (rows.length > 0) return rows;
  }
  return [];
}

/** Looks again at whoever waited for what was decided, and stores all of it. */
export async function finish(work: Work): Promise<Decided> {
  work.bulk = true;
  await ripple(work);
  const out = tell(work);
  const changedLinks = work.links.changed().length;
  await work.save();
  return { out, changedLinks };
}

function hearMessage(work: Work, message: Message): void {
  work.cause = message.id;
  switch (message.type) {
    case 'RecordSeen':
      return heardSeen(work, message.data as CanonicalRecordSeen);
    case 'RecordGone':
      return heardGone(work, message.data as RecordGone);
    case 'WriteAnswered':
      return heardAnswer(work, message.data as CanonicalWriteAnswered);
    case 'ScanCompleted':
      work.tenant = claimed(work.tenant, message.data as ScanCompleted);
  }
}

async function readFor(work: Work, messages: readonly Message[]): Promise<void> {
  const seen = messages
    .filter((message) => message.type === 'RecordSeen')
    .map((message) => message.data as CanonicalRecordSeen);
  const answers = messages
    .filter((message) => message.type === 'WriteAnswered')
    .map((message) => message.data as CanonicalWriteAnswered);
  const gone = messages.filter((message) => message.type === 'RecordGone').map((message) => message.data as RecordGone);
  await work.rows.read([...seen, ...gone, ...answers].flatMap(({ ref }) => (ref ? [recordKey(ref)] : [])));
  const linked = [...seen, ...gone].flatMap(({ ref }) => work.row(recordKey(ref))?.linkId ?? []);
  if (isQuiet(work) && linked.length + answers.length === 0) return;
  const answering = answers.flatMap(({ ref }) => (ref && work.row(recordKey(ref))?.linkId) ?? []);
  await work.links.read([...linked, ...answering, ...answers.map(({ ticket }) => ticket.linkId)]);
  await readOrphans(work, seen);
  await readLeftBehind(work, gone);
  await work.rows.read([...seen, ...answers].flatMap((data) => keysIn(work, data)));
  await readReferences(work, heldRows(work, seen));
  await readChanged(work, [...seen, ...answers.filter(isObservation)]);
  await readNewcomers(work, [...seen, ...answers.filter(isObservation)]);
}

/** Before a tenant has met (or while it may not write) its records are only kept, but for those that have a link. */
const isQuiet = (work: Work): boolean => !work.metOrMeeting('department') && !work.metOrMeeting('employee');

/** It has no link, may have to look for a counterpart again, or is another kind of thing than it was. */
function isNewcomer(work: Work, { ref, kind }: Observation): boolean {
  const row = work.row(recordKey(ref));
  return row?.linkId === undefined || row.kind !== kind || mayMeetAnew(work, row) !== undefined;
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

const heldRows = (work: Work, seen: readonly CanonicalRecordSeen[]): readonly RecordRow[] =>
  seen.flatMap(({ ref }) => work.row(recordKey(ref)) ?? []);

const keysIn = (work: Work, data: CanonicalRecordSeen | CanonicalWriteAnswered): readonly RecordKey[] =>
  data.category && data.values ? referencedKeys(work.settings.policyOf(data.category), data.values) : [];

/** Records that bear our reference but have no link here: their births were never answered. */
async function readOrphans(work: Work, seen: readonly CanonicalRecordSeen[]): Promise<void> {
  const orphans = seen.filter(({ ref, reference }) => reference !== undefined && !work.row(recordKey(ref))?.linkId);
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
}
