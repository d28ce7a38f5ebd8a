import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * The local state file: one JSON line `[key, value]` per change, written before the change is answered, so a sandbox
 * that is killed knows everything it ever answered. (No fsync: the page cache outlives the process.)
 */
export interface Journal {
  /** `value` is JSON text already, since the answer needed it anyway. */
  append(key: string, value: string): void;
  close(): void;
}

/** A journal that knows how many changes went through it since the start, and keeps notes that are none. */
export interface CountingJournal extends Journal {
  written(): number;
  note(key: string, value: string): void;
}

export function counting(journal: Journal): CountingJournal {
  let written = 0;
  return {
    append: (key, value) => {
      journal.append(key, value);
      written++;
    },
    note: (key, value) => journal.append(key, value),
    written: () => written,
    close: () => journal.close(),
  };
}

/** A change found in the file: the newest value of each key, in the order of their last change. */
export interface Kept {
  readonly key: string;
  readonly value: unknown;
}

/** What sample data the file belongs to; a file of another sample is of no use. */
export interface Sample {
  readonly format: number;
  readonly seed: number;
  readonly records: number;
  readonly tenants: readonly string[];
}

export const noJournal: Journal = { append: () => undefined, close: () => undefined };

/** Opens the file, compacts it, and hands out what it kept; `anew` says why an existing file was not used. */
export function openJournal(path: string, sample: Sample): { journal: Journal; kept: readonly Kept[]; anew?: string } {
  mkdirSync(dirname(path), { recursive: true });
  const header = JSON.stringify(sample);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const known = lines[0] === header;
  const kept = known ? newest(lines.slice(1)) : [];
  writeFileSync(
    `${path}.new`,
    [header, ...kept.map(({ key, value }) => line(key, JSON.stringify(value))), ''].join('\n'),
  );
  renameSync(`${path}.new`, path);
  const anew = `${path} was made with other settings (${lines[0]?.slice(0, 120)}); starting anew with ${header}`;
  return { journal: appender(path), kept, ...(!known && lines.length > 1 ? { anew } : {}) };
}

/** The last line may be cut off by a kill; a change that was not written whole was not answered either. */
function newest(lines: readonly string[]): readonly Kept[] {
  const byKey = new Map<string, unknown>();
  for (const text of lines.slice(0, -1)) {
    const [key, value] = JSON.parse(text) as [string, unknown];
    byKey.delete(key);
    byKey.set(key, value);
  }
  return [...byKey].map(([key, value]) => ({ key, value }));
}

function appender(path: string): Journal {
  const file = openSync(path, 'a');
  return {
    append: (key, value) => void writeSync(file, `${line(key, value)}\n`),
    close: () => closeSync(file),
  };
}

const line = (key: string, value: string): string => `[${JSON.stringify(key)},${value}]`;
