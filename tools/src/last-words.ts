import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

const lastWordsBytes = 4_000;

/** The end of a log, which is where a program says why it gave up. */
export function lastWords(file: string): string {
  if (!existsSync(file)) return '';
  const from = Math.max(0, statSync(file).size - lastWordsBytes);
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(lastWordsBytes);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, lastWordsBytes, from)).trim();
  } finally {
    closeSync(handle);
  }
}
