/** Where a list goes on: the last record shown. Opaque to clients, so that it may change. */
export interface Cursor {
  readonly key: string;
  readonly kind: string;
}

/** The cursor as one word for an address. */
export const encodeCursor = ({ key, kind }: Cursor): string =>
  Buffer.from(JSON.stringify([key, kind])).toString('base64url');

/** The cursor in a word, or undefined when it is not one of ours. */
export function decodeCursor(word: string): Cursor | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(word, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [key, kind] = parts as unknown[];
    return typeof key === 'string' && typeof kind === 'string' ? { key, kind } : undefined;
  } catch {
    return undefined;
  }
}
