import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

const lastWordsBytes = 4_000;

/** How much a log holds: what a program says from now on stands behind it. */
export const logSize = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/** The end of a log, which is where a program says why it gave up; nothing of what stood there before it started. */
export function lastWords(file: string, before = 0): string {
  if (!existsSync(file)) return '';
  const from = Math.max(before, logSize(file) - lastWordsBytes);
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(lastWordsBytes);
    return buffer.toString('utf8', 0, readSync(handle, buffer, 0, lastWordsBytes, from)).trim();
  } finally {
    closeSync(handle);
  }
}
