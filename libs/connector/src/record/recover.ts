import type { Values } from '@samsvar/contracts';
import type { Reading } from '../port.js';
import { addressOf } from './fields.js';
import type { Hearing } from './row.js';
import { compared } from './settle.js';
import type { Command } from './write.js';

/** A write of unknown outcome: what went out, and the version and stamps the record had before. */
export interface Unknown {
  readonly values: Values;
  readonly sent: readonly string[];
  readonly role?: Command['role'];
  readonly before: { readonly version?: string; readonly stamps: Readonly<Record<string, string>> };
}

export type Recovery =
  /** Applied: everything that went out is stored. */
  | { readonly recovery: 'done' }
  /** Proof of absence: the version has not moved, so it was not applied. */
  | { readonly recovery: 'retry' }
  /** It cannot be known who set these fields; none of them is news. */
  | { readonly recovery: 'stale'; readonly ambiguous: readonly string[] };

/**
 * Decides what became of an unanswered write by a reading begun when the request could no longer be in flight
 * (Inv 14; correctness.md B.7). A field that no stamp covers leaves no proof of absence, so a difference in it is
 * ambiguous.
 */
export function recover(unknown: Unknown, reading: Reading, resource: Pick<Hearing, 'stampOf'>): Recovery {
  const { other } = compared(reading, unknown);
  if (other.length === 0) return { recovery: 'done' };
  const addresses = unknown.sent.map((field) => addressOf(reading.values, field, unknown.role));
  const stamps = addresses.map((field) => resource.stampOf(field));
  if (stamps.every((stamp) => stamp !== null && unmoved(unknown, reading, stamp))) return { recovery: 'retry' };
  return { recovery: 'stale', ambiguous: other };
}

/** A reading that is older than the state before the write proves nothing, so "not equal" counts as moved. */
function unmoved({ before }: Unknown, reading: Reading, stamp: string): boolean {
  if (before.version !== undefined && reading.version !== undefined) return before.version === reading.version;
  return before.stamps[stamp] !== undefined && before.stamps[stamp] === reading.stamps[stamp];
}
