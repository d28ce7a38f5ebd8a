import type {
  CanonicalRecordSeen,
  CanonicalWriteAnswered,
  Message,
  PollCompleted,
  RecordGone,
  RecordKey,
  ScanCompleted,
} from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { type MemberKey, memberKeyOf, polledAt } from '../link/member-key.js';
import { heardAnswer, isAwaited, seenIn } from './answered.js';
import { foundFreed, meetAwaiting } from './awaiting-births.js';
import { isErased, lastLinkOf } from './erased.js';
import { foundAll } from './found.js';
import { foundersHeard } from './founders.js';
import { readGenerations } from './generations.js';
import { heardGone, heardSeen } from './heard.js';
import type { Ledger, RecordRow } from './ledger.js';
import type { OpenLink } from './links.js';
import { keysOf } from './links.js';
import { mayMeetAnew } from './meet-row.js';
import { readBirths, readReferences } from './prefetch.js';
import { referencedKeys } from './reference.js';
import { ripple } from './ripple.js';
import type { Agreed, Decided, TenantSettings } from './settings.js';
import { stopWrites } from './stop.js';
import { tell } from './tell.js';
import { accepted, claimed } from './tenant.js';
import { meantBy } from './twofold.js';
import { Work } from './work.js';

/** A message with the trace it came in, where it came in one. */
export interface Traced extends Message {
  readonly traceparent?: string | undefined;
}

/**
 * One tenant's messages of one batch, in order. Reads and writes through the ledger only, many at once: the number of
 * round trips does not grow with the number of messages.
 */
export async function deliver(ledger: Ledger, settings: TenantSettings, messages: readonly Traced[]): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  for (const { id, time, traceparent } of messages) {
    if (time !== undefined) work.seenAt.set(id, time);
    if (traceparent !== undefined) work.traces.set(id, traceparent);
  }
  const meant = messages.flatMap((message) => meantBy(settings, message));
  await readFor(work, meant);
  for (const message of meant) hearMessage(work, message);
  work.tenant = accepted(work.tenant);
  await foundAll(work, foundersHeard(work));
  return finish(work);
}

/** Looks again at whoever waited for what was decided, and stores all of it. */
export async function finish(work: Work): Promise<Decided> {
  await meetAwaiting(work);
  await foundFreed(work);
  work.bulk = true;
  await ripple(work);
  const out = tell(work);
  const changed = work.links.changed();
  await work.save();
  const agreed = changed.flatMap((open) => agreedNow(open, work.now));
  return { out, changedLinks: changed.length, nearLoops: changed.filter(isNearLoop).length, agreed };
}

/** A link that differed when it was stored last and agrees now. */
function agreedNow({ stored, standing }: OpenLink, now: number): readonly Agreed[] {
  const { standing: before, since } = stored;
  if (before?.state !== 'differ' || standing?.state !== 'agree' || since === undefined) return [];
  return [{ flows: standing.flows, born: !before.linked, afterMs: Math.max(0, now - since) }];
}

const isNearLoop = ({ state, events }: OpenLink): boolean =>
  events.some(
    (event) =>
      event.type === 'WriteSettled' &&
      event.sent.some((field) => (state.members[event.member]?.written[field] ?? 0) > 1),
  );

function hearMessage(work: Work, message: Message): void {
  work.cause = message.id;
  switch (message.type) {
    case 'RecordSeen':
      return seenInPoll(work, message.data as CanonicalRecordSeen);
    case 'RecordGone':
      return goneInPoll(work, message.data as RecordGone);
    case 'WriteAnswered':
      return heardAnswer(work, message.data as CanonicalWriteAnswered);
    case 'ScanCompleted':
      work.tenant = claimed(work.tenant, message.data as ScanCompleted);
      return;
    case 'PollCompleted':
      return heardEnd(work, message.data as PollCompleted);
  }
}

/** What a poll brought is counted once, also where it is about two records. */
const isPolled = (at: MemberKey): boolean => polledAt(at) === at;

function goneInPoll(work: Work, gone: RecordGone): void {
  const at = memberKeyOf(gone.ref);
  if (isPolled(at)) work.brake.gone(at, work.cause);
  heardGone(work, gone);
}

function seenInPoll(work: Work, seen: CanonicalRecordSeen): void {
  const at = memberKeyOf(seen.ref);
  if (isPolled(at)) work.brake.heard(at, seen.pollId, work.cause);
  heardSeen(work, seen);
}

/** A poll has ended; where its system looks as if it went back in time, the tenant's writes stop. */
function heardEnd(work: Work, marker: PollCompleted): void {
  work.brake.ended(marker, work.cause);
  if (marker.suspicion) stopWrites(work, marker, marker.suspicion);
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
  const linked = [...seen, ...gone].flatMap(({ ref }) => lastLinkOf(work.row(recordKey(ref))) ?? []);
  if (isQuiet(work) && linked.length + answers.length === 0) return;
  const answering = answers.flatMap(({ ref }) => (ref && work.row(recordKey(ref))?.linkId) ?? []);
  await work.links.read([...linked, ...answering, ...answers.map(({ ticket }) => ticket.linkId)]);
  const told = [...seen, ...lateOf(work, answers)];
  await readOrphans(work, told);
  await readLeftBehind(work, gone);
  await work.rows.read([...seen, ...answers].flatMap((data) => keysIn(work, data)));
  await readReferences(work, heldRows(work, told));
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

/** It has no link, may have to look for a counterpart again, or is another kind of thing than it was. */
function isNewcomer(work: Work, { ref, kind }: Observation): boolean {
  const row = work.row(recordKey(ref));
  return row?.linkId === undefined || row.kind !== kind || isErased(work, row) || mayMeetAnew(work, row) !== undefined;
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
