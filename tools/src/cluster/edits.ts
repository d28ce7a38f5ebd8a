import { setTimeout as pause } from 'node:timers/promises';
import type { Pair } from '../e2e/pairs.js';
import type { People } from '../e2e/people.js';
import { pathOf } from '../e2e/rows.js';

/** An employee somebody edits, and what was said last. */
interface Edited {
  readonly pair: Pair;
  readonly side: 'go' | 'hrm';
  said: string;
}

/**
 * People at work while the cluster is shaken: one edit after the other, each employee always at the same side, until
 * they are told to stop. An edit that the sandbox does not answer is made again; it counts once.
 */
export class Edits {
  readonly edited: readonly Edited[];
  private count = 0;
  private stopped = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly people: () => Promise<People>,
    pairs: readonly Pair[],
  ) {
    this.edited = pairs.map((pair, at) => ({ pair, side: at % 2 === 0 ? 'go' : 'hrm', said: '' }));
  }

  start(everyMs: number): void {
    this.running = this.work(everyMs);
  }

  /** Stops, and answers how many edits there were. */
  async stop(): Promise<number> {
    this.stopped = true;
    await this.running;
    return this.count;
  }

  /** Which edits are not at both ends. */
  async missing(): Promise<readonly string[]> {
    const people = await this.people();
    const looked = await Promise.all(
      this.edited
        .filter(({ said }) => said !== '')
        .map(async ({ pair, said }) => {
          const [go, hrm] = [await people.goRow(pathOf(pair.go)), await people.hrmRow(pathOf(pair.hrm))];
          const found = [go['JobTitle'], hrm['jobTitle']];
          return found.every((value) => value === said) ? [] : [`${pathOf(pair.go)}: ${said}, not ${found.join(', ')}`];
        }),
    );
    return looked.flat();
  }

  private async work(everyMs: number): Promise<void> {
    for (let at = 0; !this.stopped; at++) {
      const one = this.edited[at % this.edited.length]!;
      const said = `Tømrer ${at}`;
      if (await this.say(one, said)) {
        one.said = said;
        this.count++;
      }
      await pause(everyMs);
    }
  }

  /** Says it until it is heard. */
  private async say({ pair, side }: Edited, said: string): Promise<boolean> {
    for (;;) {
      try {
        const people = await this.people();
        if (side === 'go') await people.goSet(pathOf(pair.go), 'JobTitle', said);
        else await people.hrmSet(pathOf(pair.hrm), { jobTitle: said });
        return true;
      } catch {
        if (this.stopped) return false;
        await pause(500);
      }
    }
  }
}
