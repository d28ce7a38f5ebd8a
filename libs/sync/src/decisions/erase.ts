import type { RecordKey, Removed } from '@samsvar/contracts';
import { messageId, nativeRef, recordKey, refOfKey } from '@samsvar/contracts';
import type { Erasing, Erasure, RecordRow } from '../batch/ledger.js';
import { nothingPersonal } from '../batch/tombstone.js';
import type { Out } from '../batch/settings.js';
import type { Work } from '../batch/work.js';
import type { LinkState } from '../link/state.js';
import { membersOf } from '../link/state.js';
import { systemNames } from '../system-names.js';
import { erasureOf, readErasure, type ToErase } from './erasure-scope.js';
import type { Handler, Refused } from './handler.js';
import { unknownLink } from './handler.js';

/** What was erased in this turn, and how much of each sort of thing. */
export interface ErasedNow extends Erasure {
  readonly removed: Removed;
}

/**
 * Everything kept of records that are gone from their systems is deleted. What is there would be heard again at the
 * next poll, so it is refused as long as any of them is.
 */
export const erase: Handler<'erase'> = {
  read: (work, { link }) => readErasure(work, link),
  carryOut(work, { by: { who }, decision: { link } }) {
    const state = work.links.state(link);
    if (!state?.kind) return unknownLink(link);
    const scope = erasureOf(work, state);
    const refused = whyNotErased(work, state, scope);
    if (refused) return refused;
    const at = new Date(work.now).toISOString();
    const isThere = (key: RecordKey) => work.row(key)?.gone === false;
    const links = scope.links.filter(({ erased }) => !erased).map(({ id }) => id);
    for (const id of links) work.decide(id, { type: 'Erased', who, at, isThere });
    const rows = scope.records.flatMap((key) => work.row(key) ?? []);
    const counted = { records: rows.length, matchKeys: rows.flatMap(({ matchKeys }) => matchKeys).length };
    work.erasure = { links, records: rows.map(({ key }) => key), counted };
    for (const row of rows) work.putRow(tombstoneOf(row, scope));
    for (const key of new Set(scope.records.map(nativeKey))) work.asks.push(forgetAsked(work, key));
    return links;
  },
};

function whyNotErased(work: Work, { id, erased }: LinkState, { links, records }: ToErase): Refused | undefined {
  const no = (words: string): Refused => ({ code: 'not-possible', words });
  if (erased) return { code: 'nothing-to-decide', words: `Link ${id} was erased by ${erased.who} at ${erased.at}.` };
  const there = records.find((key) => isThere(work, links, key));
  if (there !== undefined)
    return no(
      `${there} is there in ${systemNames[refOfKey(there).system]} and would be heard again: delete it there, and ` +
        'erase once that was noticed (its record is then shown as gone).',
    );
  const asked = links.find((state) => membersOf(state).some(([, member]) => member.asked));
  if (asked) return no(`A write of link ${asked.id} is under way; erase once it is answered.`);
  if (records.length > 0) return undefined;
  return { code: 'nothing-to-decide', words: `Link ${id} was ended and left no record that is gone; erase their own.` };
}

/** A record nobody has heard of since a loss is there until it is proven gone. */
function isThere(work: Work, links: readonly LinkState[], key: RecordKey): boolean {
  const row = work.row(key);
  if (row) return !row.gone;
  return links.some((state) =>
    membersOf(state).some(([, { ref, gone }]) => ref !== undefined && recordKey(ref) === key && gone !== true),
  );
}

/**
 * What is left of a row. One that founded its link in the HRM founds none when it returns: whether it is to be made in
 * PowerOffice Go once more, a person says by linking it.
 */
function tombstoneOf(row: RecordRow, { links }: ToErase): RecordRow {
  const { key, kind, category, roles, revision, mapping, gone, linkId, leftBy, matched } = row;
  const isFounding = refOfKey(key).system === 'customhrm' && links.some(({ founding }) => recordKey(founding!) === key);
  return {
    ...{ key, ref: refOfKey(key), kind, category, roles, revision, mapping, gone, linkId, matched },
    ...nothingPersonal,
    ours: false,
    reference: undefined,
    leftBehind: isFounding || undefined,
    ...(leftBy !== undefined && { leftBy }),
  };
}

const nativeKey = (key: RecordKey): RecordKey => recordKey(nativeRef(refOfKey(key)));

/** Its connector forgets what it remembers of a record. */
function forgetAsked(work: Work, key: RecordKey): Out {
  const message = {
    id: messageId('forget', key, work.cause),
    type: 'ForgetRecord',
    source: 'link',
    subject: key,
    causationid: work.cause,
    data: { ref: refOfKey(key) },
  };
  return { topic: 'commands.canonical', key, message };
}

/** Deletes what is erased, before what is left is saved. */
export async function eraseNow({ ledger }: Work, { links, records, counted }: Erasing): Promise<ErasedNow> {
  const removed = await ledger.erase({ links, records });
  return { links, records, removed: { links: links.length, ...counted, ...removed } };
}
