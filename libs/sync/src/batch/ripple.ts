import type { Kind } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { systemOf } from '../link/events.js';
import { membersOf } from '../link/state.js';
import type { RecordRow, Wait } from './ledger.js';
import { counterpartOf, isMetAnew, mayMeetAnew } from './meet-row.js';
import { readForMeeting, readTargets } from './prefetch.js';
import type { OpenLink } from './links.js';
import { goneIn, keysOf, waitsOf } from './links.js';
import { linkOfRow } from './reference.js';
import type { Work } from './work.js';

/** Circles of references are finite, and so is this. */
const roundsMax = 40;

/**
 * What changed for others: records that now have a link, links that now have a counterpart or will have none. Those who
 * waited for them look again, and so on until nobody waits for what is there.
 */
export async function ripple(work: Work): Promise<void> {
  const told = new Map<string, string>();
  for (let round = 0; round < roundsMax; round++) {
    const targets = newsFor(work, told);
    if (targets.length === 0) return;
    const stored = await work.ledger.waiting(targets);
    const waits = [...stored, ...waitsInHand(work, new Set(targets))];
    if (waits.length === 0) continue;
    await work.links.read(waits.map((wait) => wait.linkId));
    await readTargets(work);
    const leftOut = await readLeftOut(work, waits);
    for (const wait of waits) lookAgain(work, wait);
    for (const row of leftOut) takeIn(work, row);
  }
}

function newsFor(work: Work, told: Map<string, string>): readonly string[] {
  const fresh: string[] = [];
  const tell = (target: string, news: string) => {
    if (told.get(target) === news) return;
    told.set(target, news);
    fresh.push(target);
  };
  for (const row of work.rows.newcomers()) if (linkOfRow(row)) tell(row.key, 'linked');
  for (const linkId of neverOpened(work)) tell(linkId, 'gone');
  for (const open of work.links.takeTouched()) {
    const now = signature(open.state, open.standing?.state);
    const wasAway = open.events.some(({ type }) => type === 'MemberReturned');
    if (wasAway || now !== signature(open.stored.state, open.stored.standing?.state)) tell(open.state.id, now);
    const before = Object.values(keysOf(open.stored.state));
    for (const key of Object.values(keysOf(open.state))) if (!before.includes(key)) tell(key, 'linked');
  }
  return fresh;
}

/** The links that records would have founded that were gone before they had met. */
const neverOpened = (work: Work): readonly string[] =>
  work.rows.changed().flatMap(({ before, now }) => {
    const isNews = before !== undefined && !before.gone && now.gone && now.linkId === undefined;
    return isNews ? (linkOfRow(now) ?? []) : [];
  });

/** What makes a difference to those who refer to a link: who its members are, and whether it waits for a person. */
const signature = (state: OpenLink['state'], standing: string | undefined): string =>
  [Object.values(keysOf(state)), goneIn(state), standing === 'differ' || standing === 'agree' ? '' : standing].join(
    ' ',
  );

const waitsInHand = (work: Work, targets: ReadonlySet<string>): readonly Wait[] =>
  work.links.changed().flatMap(({ state }) => waitsOf(state).filter(({ target }) => targets.has(target)));

function lookAgain(work: Work, wait: Wait): void {
  const state = work.links.state(wait.linkId);
  if (!state) return;
  if (!wait.target.includes('/')) {
    work.decide(wait.linkId, { type: 'LookAgain' });
    return;
  }
  const row = work.row(wait.target);
  const value = row && linkOfRow(row);
  const category = state.category;
  const reference = category && (work.settings.policyOf(category).fields[wait.field]?.reference as Kind | undefined);
  if (!value || row.kind !== reference) return;
  for (const [member, { waits }] of membersOf(state)) {
    const same = waits[wait.field]?.target === wait.target && systemOf(member) === row.ref.system;
    if (same) work.decide(wait.linkId, { type: 'Resolved', member, field: wait.field, value });
  }
}

/** Contact persons that were left out as a supplier's and whose company turns out to be a customer, read to be met. */
async function readLeftOut(work: Work, waits: readonly Wait[]): Promise<readonly RecordRow[]> {
  const states = waits.flatMap(({ linkId }) => work.links.state(linkId) ?? []);
  const keys = states.flatMap(({ skipped, founding }) => (skipped && founding ? [recordKey(founding)] : []));
  if (keys.length === 0) return [];
  await work.rows.read(keys);
  const rows = keys.flatMap((key) => work.row(key) ?? []).filter((row) => mayMeetAnew(work, row) !== undefined);
  await readForMeeting(work, rows);
  return rows;
}

function takeIn(work: Work, row: RecordRow): void {
  if (!isMetAnew(work, row)) return;
  const meets = counterpartOf(work, row, work.links.state(row.linkId!));
  work.decide(row.linkId!, { type: 'TakenIn', ...(meets && { meets }) });
}
