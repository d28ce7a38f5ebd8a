import type { By, RecordKey } from '@samsvar/contracts';
import { flowOf, recordKey } from '@samsvar/contracts';
import { dueOf } from '../guard/polls.js';
import type { Ruling } from '../guard/state.js';
import { holdTarget, pollTarget } from '../guard/state.js';
import type { LinkInput } from '../link/decide.js';
import type { MemberKey } from '../link/events.js';
import { finish } from './deliver.js';
import { counterpartOf, isLeftOutByPerson } from './meet-row.js';
import { meet } from './meeting.js';
import type { Ledger, Placed, RecordRow, Rounds, TenantState, Wait } from './ledger.js';
import { readForMeeting, readReferences, readTargets } from './prefetch.js';
import type { Decided, TenantSettings } from './settings.js';
import { keysOf } from './links.js';
import { Work } from './work.js';

/** What one slice of work led to; `left`: there is more to do at once. */
export type Slice = Decided & { readonly left: boolean };

/**
 * When a tenant is to be gone on with, in milliseconds of the ledger's clock: 0 is at once, and undefined only when
 * something is heard of it.
 */
export function dueAt({ guard, rounds, meeting }: TenantState): number | undefined {
  if (rounds || guard?.rulings.length || Object.values(meeting).includes('meeting')) return 0;
  const polls = Object.values(guard?.polls.open ?? {}).map(dueOf);
  return polls.length > 0 ? Math.min(...polls) : undefined;
}

/**
 * One slice of what is due for a tenant: what a person decided about a hold, what a poll that has ended led to, links
 * to be looked at again, the first meeting. Each slice is a transaction of its own, so that long work holds nobody up.
 */
export async function goOn(ledger: Ledger, settings: TenantSettings, limit: number): Promise<Slice> {
  const work = await Work.begin(ledger, settings);
  const { guard, rounds } = work.tenant;
  const [ruling] = guard?.rulings ?? [];
  if (ruling) return carryOut(work, ruling, limit);
  const poll = Object.entries(guard?.polls.open ?? {}).find(([, open]) => dueOf(open) <= work.now);
  if (poll) return endPoll(work, poll[0] as MemberKey, limit);
  if (rounds) return goRound(work, rounds, limit);
  return meet(ledger, settings, limit);
}

async function carryOut(work: Work, ruling: Ruling, limit: number): Promise<Slice> {
  const { hold, verdict, by, cause } = ruling;
  const waits = await work.ledger.waitingFor(holdTarget(work.settings.id, hold.id), limit);
  work.cause = cause;
  await decideEach(work, waits, () => ({ type: 'HoldDecided', hold: hold.id, verdict, by }));
  if (waits.length < limit) work.brake.carriedOut(ruling);
  return sliced(work);
}

/** What a poll led to is counted as a whole, before the first of it goes out (Inv 21). */
async function endPoll(work: Work, at: MemberKey, limit: number): Promise<Slice> {
  const target = pollTarget(work.settings.id, at);
  const { counted, cause } = work.brake.guard.polls.open[at]!;
  if (!counted) work.brake.count(at, await work.ledger.waitCounts(target));
  const waits = await work.ledger.waitingFor(target, limit);
  work.cause = cause;
  await decideEach(work, waits, () => ({ type: 'LookAgain' }));
  if (waits.length < limit) work.brake.done(at);
  return sliced(work);
}

async function decideEach(work: Work, waits: readonly Wait[], inputOf: (id: string) => LinkInput): Promise<void> {
  const ids = [...new Set(waits.map(({ linkId }) => linkId))];
  await readLinks(work, ids);
  work.waitsOver.push(...waits);
  for (const id of ids) work.decide(id, inputOf(id));
}

/** Every link that does not agree, in the order of ids: a phase or a choice has changed, or a plan was approved. */
async function goRound(work: Work, rounds: Rounds, limit: number): Promise<Slice> {
  const placed = await work.ledger.unsettled(rounds.after, limit);
  work.cause = rounds.cause;
  work.bulk = true;
  const { approval } = rounds;
  await readLinks(
    work,
    placed.map(({ linkId }) => linkId),
  );
  if (approval) await readForMatching(work, placed);
  for (const one of placed) {
    if (approval && isApproved(work, approval, one)) approve(work, one.linkId, approval.by);
    else work.decide(one.linkId, { type: 'LookAgain' });
  }
  const last = placed.at(-1);
  const { rounds: _, ...rest } = work.tenant;
  work.tenant = last && placed.length === limit ? { ...rest, rounds: { ...rounds, after: last.linkId } } : rest;
  return sliced(work);
}

/** Who would be created is matched once more: people may have entered the counterpart meanwhile. */
const foundersToBe = (work: Work, placed: readonly Placed[]): readonly RecordRow[] =>
  placed.flatMap(({ linkId }) => {
    const state = work.links.state(linkId);
    const isAlone = state?.plan === 'planned' && !state.proposal && Object.keys(state.members).length === 1;
    const row = isAlone && !isLeftOutByPerson(state) && state.founding && work.row(recordKey(state.founding));
    return row ? [row] : [];
  });

const readForMatching = (work: Work, placed: readonly Placed[]): Promise<void> =>
  readForMeeting(work, foundersToBe(work, placed));

/** One link goes out as it was planned; one that finds a counterpart it had not is planned again. */
function approve(work: Work, linkId: string, by: By): void {
  const [row] = foundersToBe(work, [{ linkId, position: '' }]);
  const meets = row?.ref.system === 'powerofficego' ? counterpartOf(work, row, work.links.state(linkId)) : undefined;
  if (meets && meets.type !== 'Skipped') return work.decide(linkId, meets);
  work.exempt = true;
  work.decide(linkId, { type: 'PlanApproved', by });
  work.exempt = false;
}

/** What was approved is exactly what is sent: what has changed since it was shown is planned again. */
function isApproved(
  work: Work,
  { asOf, flows, links }: NonNullable<Rounds['approval']>,
  { linkId, position }: { readonly linkId: string; readonly position: string },
): boolean {
  if (BigInt(position) > BigInt(asOf)) return false;
  if (links) return links.includes(linkId);
  const state = work.links.state(linkId);
  return state?.category !== undefined && flows.includes(flowOf(state.category).id);
}

/** The links, and all that deciding about them may look at. */
export async function readLinks(work: Work, ids: readonly string[]): Promise<void> {
  await work.links.read(ids);
  const keys: RecordKey[] = ids.flatMap((id) => {
    const state = work.links.state(id);
    return state ? Object.values(keysOf(state)) : [];
  });
  await work.rows.read(keys);
  await readReferences(
    work,
    keys.flatMap((key) => work.row(key) ?? []),
  );
  await readTargets(work);
}

async function sliced(work: Work): Promise<Slice> {
  const decided = await finish(work);
  const due = dueAt(work.brake.kept(work.tenant));
  return { ...decided, left: due !== undefined && due <= work.now };
}
