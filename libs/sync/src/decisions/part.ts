import type { By, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { generationOf, readGenerations } from '../batch/generations.js';
import type { RecordRow } from '../batch/ledger.js';
import { keysOf } from '../batch/links.js';
import { unlinkedWaits, wordsOf } from '../batch/meet-row.js';
import type { Work } from '../batch/work.js';
import type { Meets } from '../link/decide.js';
import type { EndedWhy } from '../link/events.js';
import type { LinkState } from '../link/state.js';
import type { Handler, Refused } from './handler.js';
import { unknownLink } from './handler.js';
import { moveReferences } from './move-references.js';
import { hrmMemberOf, readRecords } from './records-named.js';

/** The members are not the same: the HRM record is left as it is, the other waits for a person. */
export const unlink: Handler<'unlink'> = {
  read: (work, { link }) => readParting(work, link),
  carryOut: (work, { by, decision: { link } }) => parted(work, link, { why: 'unlinked', by, meets: unlinkedWaits }),
};

/** The members are not the same: the HRM record is left as it is, the other gets a counterpart of its own. */
export const split: Handler<'split'> = {
  read: (work, { link }) => readParting(work, link),
  carryOut: (work, { by, decision: { link } }) => parted(work, link, { why: 'split', by }),
};

export async function readParting(work: Work, link: string): Promise<void> {
  await work.links.read([link]);
  const state = work.links.state(link);
  if (!state?.kind) return;
  await readRecords(work, Object.values(keysOf(state)));
  const row = ownRow(work, state);
  if (row) await readGenerations(work, [row]);
}

/** The link's record in PowerOffice Go, which goes on in another link. */
export function ownRow(work: Work, state: LinkState): RecordRow | undefined {
  const key = Object.values(keysOf(state)).find((one) => work.row(one)?.ref.system === 'powerofficego');
  return key === undefined ? undefined : work.row(key);
}

interface Parted {
  readonly why: EndedWhy;
  readonly by: By;
  readonly meets?: Meets;
}

function parted(work: Work, link: string, { why, by, meets }: Parted): readonly string[] | Refused {
  const state = work.links.state(link);
  if (!state?.kind) return unknownLink(link);
  const member = state.ended ? undefined : hrmMemberOf(state);
  if (!member?.ref && !member?.asked) {
    return { code: 'nothing-to-decide', words: 'This link has no record in the HRM, and none is being made.' };
  }
  const row = ownRow(work, state);
  work.decide(link, { type: 'Ended', why, by });
  work.settleRow(link);
  const theirs = member.ref && work.row(recordKey(member.ref));
  if (theirs) leavesDeleted(work, theirs, link, { leftBehind: true, leftBy: link });
  if (row) leavesDeleted(work, row, link, meets && { leftBy: link });
  if (!row || row.gone || row.linkId !== link) return [link];
  const anew = why === 'split';
  return [link, goesOn(work, row, { from: link, apart: apartFrom(state), anew, ...(meets && { meets }) })];
}

/** Should a record that is deleted come back it is nobody's: that of PowerOffice Go founds its next link then. */
function leavesDeleted(work: Work, row: RecordRow, link: string, left: Partial<RecordRow> = {}): void {
  if (row.gone && row.linkId === link) work.putRow({ ...row, linkId: undefined, matched: false, ...left });
}

/** Whom the record of a link that ends is never to be linked with: those it was kept apart from, and its own. */
export const apartFrom = (state: LinkState): readonly RecordKey[] => {
  const ref = hrmMemberOf(state)?.ref;
  return [...new Set([...(state.apart ?? []), ...(ref ? [recordKey(ref)] : [])])];
};

interface GoesOn {
  readonly from: string;
  readonly apart: readonly RecordKey[];
  /** It gets a counterpart of its own. */
  readonly anew?: boolean;
  readonly meets?: Meets;
}

/** The record founds its next link, which remembers whom it is never to be linked with; answers that link's id. */
export function goesOn(work: Work, row: RecordRow, { from, apart, anew, meets }: GoesOn): string {
  const { id: next, after } = generationOf(work, row);
  const generation = after?.generation ?? 1;
  const opens = { after: { generation, apart, ...(anew && { anew }) }, ...(meets && { meets }) };
  work.decide(next, { type: 'Opened', kind: row.kind, words: wordsOf(work, row), ...opens });
  work.settleRow(next);
  moveReferences(work, row, { from, to: next });
  return next;
}
