import { hash } from 'node:crypto';
import type { Kind, RecordRef } from './record.js';
import { recordKey } from './record.js';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Lower-case base32 (RFC 4648 alphabet, no padding) of a SHA-256 over the parts, cut to `length` characters. */
function digest(parts: readonly string[], length: number): string {
  const bytes = hash('sha256', parts.join('\u0000'), 'buffer');
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5 && out.length < length) {
      bits -= 5;
      out += alphabet[(held >> bits) & 31];
    }
  }
  return out;
}

const namesMax = 20_000;

/** Remembers the last names that were worked out: deciding asks for the same few again and again. */
function remembering(name: (parts: readonly string[]) => string): (...parts: readonly string[]) => string {
  const known = new Map<string, string>();
  return (...parts) => {
    const key = parts.join('\u0000');
    const found = known.get(key) ?? name(parts);
    if (known.size >= namesMax) known.clear();
    known.set(key, found);
    return found;
  };
}

const linkName = remembering((parts) => `l${digest(parts, 25)}`);
const referenceName = remembering((parts) => `sv-${digest(parts, 25)}`);

/** A link's id: a function of the record that founded it, so that a repeat names the same link (contracts.md 1). */
export const linkIdOf = (founding: RecordRef, kind: Kind, generation = 1): string =>
  linkName(founding.tenant, recordKey(founding), kind, String(generation));

/**
 * The reference written into a counterpart at its birth (`externalId`, `ExternalImportReference`): 28 characters, a
 * function of the link's founding record (Inv 12; reference/correctness.md B.8), and of the link's generation where a
 * person ended earlier ones: what those left behind is not what a later one has made. Only a crash anchor; the link is
 * the truth.
 */
export const referenceOf = ({ tenant, system, resource, id }: RecordRef, generation = 1): string =>
  generation === 1
    ? referenceName(tenant, system, resource, id)
    : referenceName(tenant, system, resource, id, String(generation));

/** Whether a text has the form of our own reference. */
export const isReference = (text: string): boolean => /^sv-[a-z2-7]{25}$/.test(text);

/** A short name for the content of something, for example a mapping: equal content, equal name. */
export const fingerprint = (content: string): string => digest([content], 16);

/** The poll id of what an audit brings, so that whoever keeps records compares them; `pass` names the audit. */
export const auditPollId = (pass: string): string => `audit/${pass}`;
/** The audit that a poll id names, if it does. */
export const auditOf = (pollId: string): string | undefined =>
  pollId.startsWith('audit/') ? pollId.slice('audit/'.length) : undefined;

/** A message id: a function of the message's cause, so that telling it twice gives the same id (Inv 3). */
export const messageId = (...cause: readonly string[]): string => digest(cause, 26);

/**
 * An order-free digest of a set of ids: the sum of 48-bit hashes modulo 2^48. Ids can be added and taken away one at a
 * time, so both ends keep it without holding the set.
 */
export const emptyDigest = 0;
export const withId = (sum: number, id: string): number => (sum + idHash(id)) % modulus;
export const withoutId = (sum: number, id: string): number => (sum - idHash(id) + modulus) % modulus;
const modulus = 2 ** 48;
const idHash = (id: string): number => hash('sha256', id, 'buffer').readUIntBE(0, 6);
