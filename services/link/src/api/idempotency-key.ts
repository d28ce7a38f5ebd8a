import { badHeader } from './problem.js';

/** The key that names a request: a retry sends the same. */
export function keyOf(key: string | undefined): string {
  if (key !== undefined && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw badHeader(
    'Idempotency-Key',
    'give each decision a key of its own, 1 to 200 visible letters; a retry sends the same',
  );
}
