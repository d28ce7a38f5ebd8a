import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { eventually } from '@samsvar/testing';
import { describe, expect, test } from 'vitest';
import { childrenOf, cpuMsOf, residentMbOf, used } from './processes.js';

/** Works until it has used so much, however little of the machine it gets, and then only lives. */
const busy = 'while (process.cpuUsage().user < 150_000); setTimeout(() => undefined, 60_000);';

describe.runIf(existsSync('/proc/self/stat'))('what processes use', () => {
  test('is read with the children of a process, whose memory is counted too', async () => {
    const child = spawn(process.execPath, ['-e', busy]);
    expect(childrenOf(process.pid)).toContain(child.pid);
    await eventually(() => expect(cpuMsOf(child.pid!)).toBeGreaterThan(120));
    expect(cpuMsOf(process.pid)).toBeGreaterThanOrEqual(cpuMsOf(child.pid!));
    expect(residentMbOf(child.pid!)).toBeGreaterThan(10);
    child.kill('SIGKILL');
  });

  test('is the difference of two readings, from nothing for a process that came later', () => {
    expect(used({ link: 100 }, { link: 350, mapping: 40 })).toEqual({ link: 250, mapping: 40 });
  });
});
