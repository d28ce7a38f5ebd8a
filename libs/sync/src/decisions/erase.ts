import type { DecisionOf, RecordKey, Removed } from '@samsvar/contracts';
import { messageId, nativeRef, recordKey, refOfKey } from '@samsvar/contracts';
import type { Erasing, Erasure, RecordRow } from '../batch/ledger.js';
import { erasureOfRow } from '../batch/erased.js';
import { nothingPersonal } from '../batch/tombstone.js';
import type { Out } from '../batch/settings.js';
import type { Work } from '../batch/work.js';
import { erasedReason } from '../link/erasure.js';
import type { LinkState } from '../link/state.js';
import { membersOf } from '../link/state.js';
import { systemNames } from '../system-names.js';
import { erasureOf, type Named, namedBy, readErasure, type ToErase } from './erasure-scope.js';
import type { Handler, Refused } from './handler.js';
import { unknownLink } from './handler.js';
import { unknownRecord } from './records-named.js';

/** What was erased in this turn, and how much of each sort of thing. */
export interface ErasedNow extends Erasure {
  readonly removed: Removed;
}

/**
 * Everything kept of records that are gone from their systems is deleted. What is there would be heard again at the
 * next poll, so it is refused as long as any of them is.
 */
export const erase: Handler<'erase'> = {
  read: readErasure,
  carryOut(work, { by: { who }, decision }) {
    const named = namedBy(work, decision);
    const scope = erasureOf(work, named);
    const refused = unknown(decision, named) ?? erasedBefore(work, decision, scope) ?? whyNotErased(work, scope);
    if (refused) return refused;
    const at = new Date(work.now).toISOString();
    const isThere = (key: RecordKey) => work.row(key)?.gone === false;
    const links = scope.links.filter(({ erased }) => !erased).map(({ id }) => id);
    for (const id of links) work.decide(id, { type: 'Erased', who, at, isThere });
    const rows = scope.records.flatMap((key) => work.row(key) ?? []);
    const counted = { records: rows.length, matchKeys: rows.flatMap(({ matchKeys }) => matchKeys).length };
    work.erasure = { links, records: rows.map(({ key }) => key), counted };
    for (const row of rows) work.putRow(tombstoneOf(row, scope, { who, at }));
    for (const key of new Set(scope.records.map(nativeKey))) work.asks.push(forgetAsked(work, key));
    return links;
  },
};

function unknown({ link, record }: DecisionOf<'erase'>, { links, records }: Named): Refused | undefined {
  if (record === undefined) return links.length > 0 ? undefined : unknownLink(link!);
  return records.length > 0 ? undefined : unknownRecord(record.system, record);
}

/** What is named was erased, and nothing was heard of it since. */
function erasedBefore(work: Work, { link, record }: DecisionOf<'erase'>, scope: ToErase): Refused | undefined {
  const words = record === undefined ? erasedLink(work, link!) : erasedRecords(work, scope);
  return words === undefined ? undefined : { code: 'nothing-to-decide', words };
}

function erasedLink(work: Work, link: string): string | undefined {
  const erased = work.links.state(link)?.erased;
  return erased && `Link ${link} was erased by ${erased.who} at ${erased.at}.`;
}

function erasedRecords(work: Work, { links, records }: ToErase): string | undefined {
  const all = records.flatMap((key) => work.row(key) ?? []).map((row) => erasureOfRow(work, row));
  const isAll = links.every(({ erased }) => erased) && all.every((one) => one !== undefined);
  return isAll ? `Nothing is kept of ${records.join(' and ')}. ${all[0]!.words}` : undefined;
}

function whyNotErased(work: Work, { links, records }: ToErase): Refused | undefined {
  const no = (words: string): Refused => ({ code: 'not-possible', words });
  const there = records.find((key) => isThere(work, links, key));
  if (there !== undefined)
    return no(
      `${there} is there in ${systemNames[refOfKey(there).system]} and would be heard again: delete it there, and ` +
        'erase once that was noticed (its record is then shown as gone).',
    );
  const asked = links.find((state) => membersOf(state).some(([, member]) => member.asked));
  if (asked) return no(`A write of link ${asked.id} is under way; erase once it is answered.`);
  if (records.length > 0) return undefined;
  const words = `Link ${links[0]!.id} was ended and left no record that is gone; erase their own.`;
  return { code: 'nothing-to-decide', words };
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
 * PowerOffice Go once more, a person says by linking it. One without a link says itself that it was erased.
 */
function tombstoneOf(row: RecordRow, { links }: ToErase, by: Parameters<typeof erasedReason>[0]): RecordRow {
  const { key, kind, category, roles, revision, mapping, gone, linkId, leftBy, matched } = row;
  const isFounding = refOfKey(key).system === 'customhrm' && links.some(({ founding }) => recordKey(founding!) === key);
  return {
    ...{ key, ref: refOfKey(key), kind, category, roles, revision, mapping, gone, linkId, matched },
    ...nothingPersonal,
    ...(linkId === undefined && { problem: [erasedReason(by)] }),
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
