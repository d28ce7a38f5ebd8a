import { spanOf } from './table.js';

/** Tells the person at the terminal what is being done, what is done, and how long it took. */
export interface Steps {
  /** Does one step and says how long it took, and whether it came out well; a failure is the caller's to tell. */
  step<T>(words: string, work: () => Promise<T>, well?: (outcome: T) => boolean): Promise<T>;
  /** A line of its own. */
  line(words: string): void;
  /** What goes on meanwhile: replaces itself on a terminal, and is a line now and then elsewhere. */
  progress(words: string): void;
}

const everyMs = 10_000;
const clearLine = '\r\u001b[K';

/** Steps on a stream, standard output or standard error; `live` when it is a terminal. */
export function stepsOn(stream: { write(text: string): unknown; readonly isTTY?: boolean }): Steps {
  const live = stream.isTTY ?? false;
  let showing = '';
  let toldAt = Date.now();
  const line = (words: string) => {
    stream.write(`${live && showing ? clearLine : ''}${words}\n`);
    if (live && showing) stream.write(showing);
  };
  const show = (words: string) => {
    if (live) stream.write(`${showing ? clearLine : ''}${words}`);
    showing = words;
  };
  return {
    line,
    progress: (words) => {
      if (live) return show(`  … ${words}`);
      if (Date.now() - toldAt < everyMs) return;
      toldAt = Date.now();
      line(`  … ${words}`);
    },
    step: async (words, work, well = () => true) => {
      const since = Date.now();
      const done = await work();
      if (live && showing) show('');
      line(`  ${well(done) ? '✓' : '✗'} ${words.padEnd(44)} ${spanOf(Date.now() - since).padStart(8)}`);
      return done;
    },
  };
}

/** For tests and for whoever wants nothing told. */
export const silent: Steps = { step: (_, work) => work(), line: () => undefined, progress: () => undefined };
