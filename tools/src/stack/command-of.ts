import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * The command line of a living process; nothing when it is gone. A number in a file says little by itself:
 * process ids are given out again, so what is stopped by its number is first known by its words.
 */
export function commandOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (existsSync('/proc/self/cmdline')) return fromProc(pid);
  const asked = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return asked.stdout?.trim() || undefined;
}

function fromProc(pid: number): string | undefined {
  try {
    // A zombie has an empty command line: it is as good as gone.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process with this id lives and its command line holds all these words. */
export function isRunning(pid: number, ...words: readonly string[]): boolean {
  const command = commandOf(pid);
  return command !== undefined && words.every((word) => command.includes(word));
}
