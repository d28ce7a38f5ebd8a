import type {
  CanonicalRecordSeen,
  CanonicalWriteAnswered,
  Message,
  PollCompleted,
  RecordGone,
  ScanCompleted,
} from '@samsvar/contracts';
import { type MemberKey, memberKeyOf, polledAt } from '../link/member-key.js';
import { heardAnswer } from './answered.js';
import { foundFreed, meetAwaiting } from './awaiting-births.js';
import { foundAll } from './found.js';
import { foundersHeard } from './founders.js';
import { heardGone, heardSeen } from './heard.js';
import type { Ledger } from './ledger.js';
import type { OpenLink } from './links.js';
import { agreedNow, type Traced } from './origins.js';
import { readFor } from './read-for.js';
import { ripple } from './ripple.js';
import type { Decided, TenantSettings } from './settings.js';
import { stopWrites } from './stop.js';
import { tell } from './tell.js';
import { accepted, claimed } from './tenant.js';
import { meantBy } from './twofold.js';
import { Work } from './work.js';

/**
 * One tenant's messages of one batch, in order. Reads and writes through the ledger only, many at once: the number of
 * round trips does not grow with the number of messages.
 */
export async function deliver(ledger: Ledger, settings: TenantSettings, messages: readonly Traced[]): Promise<Decided> {
  const work = await Work.begin(ledger, settings);
  work.origins.hear(messages);
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
  heardSeen(work, seen, seen.doubted ? { fields: Object.keys(seen.values), isForgotten: true } : undefined);
}

/** A poll has ended; where its system looks as if it went back in time, the tenant's writes stop. */
function heardEnd(work: Work, marker: PollCompleted): void {
  work.brake.ended(marker, work.cause);
  if (marker.suspicion) stopWrites(work, marker, marker.suspicion);
}
