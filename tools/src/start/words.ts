import { Complaint } from '../stack/complaint.js';

/** What `npm start` was asked for. */
export interface Wishes {
  /** Ends after agreement, or when it gave up. */
  readonly once: boolean;
  /** One JSON object on standard output and nothing else there. */
  readonly json: boolean;
  /** Forgets what an earlier run kept. */
  readonly fresh: boolean;
  /** How long agreement may take before it is given up. */
  readonly timeoutMs: number;
}

const usage = 'npm start -- [--once] [--json] [--fresh] [--timeout <seconds>]';

/** Reads the words behind `npm start --`; a word that is none of ours is refused with what there is. */
export function wishesOf(words: readonly string[]): Wishes {
  const rest = [...words];
  const take = (flag: string): boolean => {
    const at = rest.indexOf(flag);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  };
  const wishes = { once: take('--once'), json: take('--json'), fresh: take('--fresh'), timeoutMs: timeoutIn(rest) };
  if (rest.length > 0) throw new Complaint(`"${rest.join(' ')}" is not understood: ${usage}`, 2);
  return wishes;
}

/** Takes `--timeout 60` or `--timeout=60` out of the words. */
function timeoutIn(rest: string[]): number {
  const at = rest.findIndex((word) => word === '--timeout' || word.startsWith('--timeout='));
  if (at < 0) return 300_000;
  const taken = rest.splice(at, rest[at] === '--timeout' ? 2 : 1);
  const seconds = Number(taken[1] ?? taken[0]!.split('=')[1] ?? Number.NaN);
  if (!(seconds > 0)) throw new Complaint(`--timeout takes a number of seconds, such as 300: ${usage}`, 2);
  return seconds * 1000;
}
