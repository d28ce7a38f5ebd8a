import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stack } from '../stack.js';
import { Deck } from './deck.js';
import type { Dice } from './dice.js';
import type { Gauge } from './gauge.js';

/** Something done to the machines: of which sort, to whom, and when. */
export interface Blow {
  readonly sort: 'kill' | 'stop' | 'kafka' | 'postgres' | 'freeze-kafka' | 'freeze-postgres';
  readonly whom: string;
  /** After the beginning, in milliseconds. */
  readonly at: number;
  /** How long it lasts, where it does. */
  readonly forMs: number;
}

const killEveryMs = 8_500;
const stopEveryMs = 24_000;
/** Shorter and longer than a session of a consumer (6 s), a request (10 s), a lease (30 s). */
const stopsMs = [5_000, 9_000, 20_000, 14_000, 60_000, 7_000, 35_000];

/** What befalls the processes during so many milliseconds: every sort at least once, whoever runs in turn. */
export function blowsOf(dice: Dice, names: readonly string[], totalMs: number): readonly Blow[] {
  const times = (everyMs: number, offset: number) =>
    Array.from({ length: Math.floor(totalMs / everyMs) }, (_, n) => (n + offset + dice.next() * 0.2) * everyMs);
  const deck = new Deck(dice, names);
  const kills = times(killEveryMs, 0.3).map((at): Blow => ({ sort: 'kill', whom: deck.next(), at, forMs: 0 }));
  const frozen = new Deck(dice, names);
  const stops = times(Math.min(stopEveryMs, totalMs / 3), 0.2).map((at, n): Blow => {
    const longest = Math.min(stopsMs[n % stopsMs.length]!, totalMs / 4);
    return { sort: 'stop', whom: frozen.next(), at, forMs: longest };
  });
  const serverEveryMs = Math.min(150_000, totalMs);
  const servers = (['kafka', 'postgres', 'freeze-kafka', 'freeze-postgres'] as const).flatMap((sort, n) =>
    times(serverEveryMs, 0.1 + n * 0.19).map((at): Blow => {
      const whom = sort.replace('freeze-', '');
      return { sort, whom, at, forMs: dice.between(2_000, Math.min(12_000, totalMs / 10)) };
    }),
  );
  return [...kills, ...stops, ...servers].filter(({ at }) => at < totalMs).sort((a, b) => a.at - b.at);
}

/** What was done, as far as it took. */
export interface Toll {
  kills: number;
  stops: number;
  brokerRestarts: number;
  postgresRestarts: number;
  freezes: number;
  /** When stopped processes went on, and who: what they do at that moment is excused from the pace. */
  readonly resumed: { readonly whom: string; readonly at: number }[];
  /** Every blow with its time, for whoever looks what came of it. */
  readonly blows: { readonly words: string; readonly at: number }[];
}

/** Deals out the blows of a run. */
export class Weather {
  readonly toll: Toll = {
    kills: 0,
    stops: 0,
    brokerRestarts: 0,
    postgresRestarts: 0,
    freezes: 0,
    resumed: [],
    blows: [],
  };
  private readonly held = new Set<number>();

  constructor(
    private readonly stack: Stack,
    private readonly gauge: Gauge,
    private readonly say: (words: string) => void,
  ) {}

  /** Resolves when the last blow is over. */
  async rage(blows: readonly Blow[], until: AbortSignal): Promise<void> {
    const begun = Date.now();
    const under: Promise<void>[] = [];
    for (const blow of blows) {
      await pause(Math.max(0, begun + blow.at - Date.now()), undefined, { signal: until }).catch(() => undefined);
      if (until.aborted) break;
      const words = `${blow.sort} ${blow.whom}${blow.forMs > 0 ? ` for ${Math.round(blow.forMs / 1000)} s` : ''}`;
      this.toll.blows.push({ words, at: Date.now() });
      this.say(words);
      under.push(this.deal(blow).catch((error: unknown) => this.say(`${blow.sort} ${blow.whom}: ${String(error)}`)));
    }
    await Promise.all(under);
  }

  /** Whoever is still held goes on. */
  release(): void {
    for (const pid of this.held) signal(pid, 'SIGCONT');
  }

  private async deal({ sort, whom, forMs }: Blow): Promise<void> {
    const { toll, stack } = this;
    const pid = stack.pids()[whom];
    if (pid === undefined) return;
    switch (sort) {
      case 'kill':
        // What the sandbox has counted goes with it.
        if (whom === 'sandbox') await this.gauge.look().catch(() => undefined);
        if (signal(pid, 'SIGKILL')) toll.kills++;
        return;
      case 'stop':
        toll.stops++;
        await this.hold([pid], forMs);
        return void toll.resumed.push({ whom, at: Date.now() });
      case 'kafka':
      case 'postgres':
        toll[sort === 'kafka' ? 'brokerRestarts' : 'postgresRestarts']++;
        return stack.servers.away(sort, pause(forMs));
      default:
        toll.freezes++;
        return this.hold([pid, ...childrenOf(pid)], forMs);
    }
  }

  private async hold(pids: readonly number[], forMs: number): Promise<void> {
    for (const pid of pids) if (signal(pid, 'SIGSTOP')) this.held.add(pid);
    await pause(forMs);
    for (const pid of pids) {
      signal(pid, 'SIGCONT');
      this.held.delete(pid);
    }
  }
}

/** False where there is no such process any more. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** The processes a server has made, which go on when it alone is stopped. */
function childrenOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}
