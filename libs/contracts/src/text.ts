/** What no store of text can hold, or we keep our lists apart with: NUL, record and unit separators, half a pair. */
const unwritable = /[\0\x1e\x1f\p{Surrogate}]/gu;

/**
 * Text as it travels (contracts.md 1): NFC with outer blanks cut, and without what cannot be stored. Whoever heard such
 * a character would store the text without it, and find it changed at every look. Nothing left is empty.
 */
export function plainText(raw: string): string | null {
  const text = raw.replace(unwritable, '').normalize('NFC').trim();
  return text === '' ? null : text;
}
