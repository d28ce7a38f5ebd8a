import type { Refusal } from '@samsvar/contracts';
import { erasedReason } from '../link/erasure.js';
import type { RecordRow } from './ledger.js';
import type { Work } from './work.js';

/** The link a record is in, or was left behind by. */
export const lastLinkOf = (row: RecordRow | undefined): string | undefined => row?.linkId ?? row?.leftBy;

/** Whether everything kept of the record was erased; its last link has been read. */
export const isErased = (work: Work, row: RecordRow): boolean =>
  work.links.state(lastLinkOf(row) ?? '')?.erased !== undefined;

/** By whom and when everything kept of a record was erased that has not returned; its last link has been read. */
export function erasureOfRow(work: Work, row: RecordRow): Refusal | undefined {
  if (!row.gone) return undefined;
  const erased = work.links.state(lastLinkOf(row) ?? '')?.erased;
  return erased ? erasedReason(erased) : row.problem.find(({ code }) => code === 'erased');
}

/** A record that returns after its erasure begins anew: nothing is known of it but that it was there. */
export function withoutErased(work: Work, row: RecordRow | undefined): RecordRow | undefined {
  if (!row?.gone || !isErased(work, row)) return row;
  const { leftBy: _, ...rest } = row;
  return { ...rest, linkId: undefined, matched: false };
}

/**
 * Whether a record is ours by the reference it bears. One that returns with the reference of a link that was erased
 * looks for a counterpart by all that it says.
 */
export function bearsOurs(work: Work, reference: string | undefined, old: RecordRow | undefined): boolean {
  if (reference === undefined || work.links.byReference(reference)?.erased) return false;
  const isKnownAsTheirs = old !== undefined && !old.gone && !old.ours && old.reference === reference;
  return !isKnownAsTheirs;
}
