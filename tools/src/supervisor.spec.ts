import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@samsvar/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunningServices } from './run-file.js';
import type { Service } from './services.js';
import { isRunning } from './stack/command-of.js';
import { freePorts, isFree } from './stack/ports.js';
import { Supervisor } from './supervisor.js';

const ready = `
  import { createServer } from 'node:http';
  createServer((_, answer) => answer.end()).listen(Number(process.env.PORT), '127.0.0.1');`;
const deaf = `${ready} process.on('SIGTERM', () => undefined);`;
const wrong = `console.log('PORT must be a number'); process.exit(2);`;

let folder: string;
let said: string[];
let supervisor: Supervisor;
const runFile = () => join(folder, 'run.json');
const running = () => JSON.parse(readFileSync(runFile(), 'utf8')) as RunningServices;

async function service(name: string, script: string): Promise<Service> {
  const [port] = (await freePorts(1)) as [number];
  const entry = join(folder, `${name}.mjs`);
  writeFileSync(entry, script);
  return { name, entry, port, env: { PORT: String(port) } };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samsvar-supervisor-'));
  said = [];
  const say = (words: string) => void said.push(words);
  supervisor = new Supervisor({ runFile: runFile(), logFolder: folder, say, graceMs: 500, restartAfterMs: 10 });
});

afterEach(async () => {
  await supervisor.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the supervisor', () => {
  test('has told in run.json what runs where when its services are ready', async () => {
    const [one, other] = [await service('one', ready), await service('other', ready)];
    await supervisor.start([one, other]);
    expect(running()).toMatchObject({ one: { port: one.port }, other: { port: other.port } });
    expect(isRunning(running()['one']!.pid, one.entry)).toBe(true);
  });

  test('starts again what was killed, says so in one line, and tells its new process', async () => {
    await supervisor.start([await service('one', ready)]);
    const { pid } = running()['one']!;
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(running()['one']?.pid ?? pid).not.toBe(pid));
    expect(said).toEqual([expect.stringMatching(/^one died \(SIGKILL\) and is started again; its log: .*one\.log$/)]);
    expect(supervisor.deaths).toEqual(['one died (SIGKILL)']);
  });

  test('stops everything within the grace time, also who does not listen, and leaves no run.json', async () => {
    const [one, other] = [await service('one', ready), await service('other', deaf)];
    await supervisor.start([one, other]);
    const { pid } = running()['other']!;
    await supervisor.stop(['one'], ['other']);
    expect(isRunning(pid, other.entry)).toBe(false);
    expect([await isFree(one.port), await isFree(other.port)]).toEqual([true, true]);
    expect(existsSync(runFile())).toBe(false);
    expect(said).toEqual([]);
  });

  test('says how a service ended that was halted, which is no death', async () => {
    await supervisor.start([await service('one', ready), await service('other', deaf)]);
    expect(await supervisor.halt(['one', 'other'])).toEqual([
      { code: null, signal: 'SIGTERM' },
      { code: null, signal: 'SIGKILL' },
    ]);
    expect(running()).toEqual({});
    expect(supervisor.deaths).toEqual([]);
  });

  test('gives the last words of a service that is wrongly configured, and does not try it again', async () => {
    writeFileSync(join(folder, 'one.log'), 'what an earlier run said\n');
    const starting = supervisor.start([await service('one', wrong)]);
    await expect(starting).rejects.toMatchObject({
      message: 'one cannot run as it is configured:\nPORT must be a number',
      exitCode: 2,
    });
    expect(said).toEqual([]);
  });
});
