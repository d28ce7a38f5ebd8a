import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second of `/proc/<pid>/stat`; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** The numbers of `/proc/<pid>/stat` behind the command's name, which may itself hold blanks and brackets. */
const statOf = (pid: number): number[] => {
  const text = read(`/proc/${pid}/stat`);
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
};

/** Places in `statOf`: proc(5) counts from 1 and the first two fields are cut off. */
const place = { ppid: 4 - 3, utime: 14 - 3, stime: 15 - 3, cutime: 16 - 3, cstime: 17 - 3 };

/** The living children of a process. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => statOf(other)[place.ppid] === pid);
}

/** Processor time of a process, its living children and those it has waited for, in milliseconds. */
export function cpuMsOf(pid: number): number {
  const own = statOf(pid);
  const ended = (own[place.cutime] ?? 0) + (own[place.cstime] ?? 0);
  const living = [pid, ...childrenOf(pid)].map(statOf);
  const used = living.reduce((sum, stat) => sum + (stat[place.utime] ?? 0) + (stat[place.stime] ?? 0), ended);
  return (used * 1000) / ticksPerSecond;
}

const kilobytes = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);

/**
 * Memory of a process in megabytes: the most it ever held; with children (PostgreSQL's backends) what all hold now,
 * shared pages counted once.
 */
export function residentMbOf(pid: number): number {
  const children = childrenOf(pid);
  const shares = [pid, ...children].map((one) => kilobytes(read(`/proc/${one}/smaps_rollup`), 'Pss'));
  const kb =
    children.length === 0 ? kilobytes(read(`/proc/${pid}/status`), 'VmHWM') : shares.reduce((a, b) => a + b, 0);
  return Math.round(kb / 1024);
}

type Named<T> = Readonly<Record<string, T>>;

/** One number per process. */
export const measured = (pids: Named<number>, measure: (pid: number) => number): Named<number> =>
  Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, measure(pid)]));

/** What each process used between two readings. */
export const used = (before: Named<number>, after: Named<number>): Named<number> =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, Math.round(ms - (before[name] ?? 0))]));
