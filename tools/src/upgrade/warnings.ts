import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What services say that something went wrong, in their logs; each is given once. */
export class Warnings {
  private readonly read = new Map<string, number>();

  constructor(private readonly folder: string) {}

  /** What was said since the last look, a text each. */
  news(): readonly string[] {
    const logs = readdirSync(this.folder).filter((name) => /-(earlier|new)\.log$/.test(name));
    return logs.flatMap((name) => {
      const text = readFileSync(join(this.folder, name), 'utf8');
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      const news = whole.slice(this.read.get(name) ?? 0);
      this.read.set(name, whole.length);
      return warningsIn(news).map((words) => `${name.replace(/\.log$/, '')} said: ${words}`);
    });
  }
}

/** Said by a group whose partitions are dealt out anew, as they have to be here; 0.1.0 takes it for a warning. */
const dealtAnew = /generation id is not valid/;

/** The warnings among the lines of a log; what is no line of a log at all is one too. */
export const warningsIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const { level, msg, error } = parsed(line);
    if (level === 'info' || level === 'debug' || dealtAnew.test(error ?? '')) return [];
    return [`${level}: ${msg}${error === undefined ? '' : ` (${error})`}`];
  });

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly error?: string;
}

function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return { level: 'unread', msg: line };
  }
}
