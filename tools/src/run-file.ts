import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What `.samsvar/run.json` says: which process each service is, and where it listens. */
export type RunningServices = Readonly<Record<string, { readonly pid: number; readonly port: number }>>;

/** Says what runs now, for people and scripts; replaced whole, so that no reader ever meets half a file. */
export class RunFile {
  #running: RunningServices = {};

  constructor(readonly path: string) {}

  started(name: string, pid: number, port: number): void {
    this.#write({ ...this.#running, [name]: { pid, port } });
  }

  ended(name: string): void {
    const { [name]: _ended, ...others } = this.#running;
    this.#write(others);
  }

  remove(): void {
    this.#running = {};
    rmSync(this.path, { force: true });
  }

  #write(running: RunningServices): void {
    this.#running = running;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(`${this.path}.new`, `${JSON.stringify(running, undefined, 2)}\n`);
    renameSync(`${this.path}.new`, this.path);
  }
}

/** What an earlier run wrote and did not take away again; empty when it ended well. */
export function leftBehind(path: string): RunningServices {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunningServices;
  } catch {
    return {};
  }
}
