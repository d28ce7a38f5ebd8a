import type { System } from '@samsvar/contracts';
import type { DoingName } from './doings.js';
import { type Point, pointNames } from './points.js';
import { Random } from './random.js';

/** Where a fault of correctness.md C.2 strikes. */
type Group = 'network' | 'ends' | 'people' | 'bus' | 'database' | 'process' | 'operator';

interface Fault {
  readonly group: Group;
  /** Each seed draws one of these chances per occasion, so that some worlds never meet the fault (swarm testing). */
  readonly rates: readonly number[];
}

/**
 * Every fault a simulated world knows. To add one: a row here, and in the one place where it happens
 * `if (faults.strikes('name')) …`. Its chance, its own stream of randomness, its counter and its calm follow from the
 * row. Faults that lie in what people do are rows of `doings.ts`.
 */
export const faults = {
  /** A request never arrives: the caller hears nothing. */
  requestLost: { group: 'network', rates: [0, 0.1] },
  /** A request is carried out, its answer lost. */
  answerLost: { group: 'network', rates: [0, 0.1, 0.3] },
  /** A request arrives after its caller gave up, but while an unanswered one is still waited for. */
  requestLate: { group: 'network', rates: [0, 0, 0.1] },
  /** A request arrives when nobody waits for it any more; only what it was told to expect holds it back. */
  requestVeryLate: { group: 'network', rates: [0, 0, 0.05] },
  /** A system says it is busy (429) before anything is carried out. */
  busy: { group: 'ends', rates: [0, 0, 0.2] },
  /** A system breaks (500) before, or after, a write is carried out: nobody can tell which. */
  brokenBefore: { group: 'ends', rates: [0, 0, 0.1] },
  brokenAfter: { group: 'ends', rates: [0, 0, 0.1] },
  /** A read of PowerOffice Go is answered by a replica that is behind, not always the same one. */
  staleRead: { group: 'ends', rates: [0, 0.5, 1] },
  /** A listing names a row twice, or leaves one out. */
  rowRepeated: { group: 'ends', rates: [0, 0, 0.2] },
  rowSkipped: { group: 'ends', rates: [0, 0, 0.2] },
  /** A listing is empty by mistake. */
  emptyList: { group: 'ends', rates: [0, 0, 0.05] },
  /** Rights are withdrawn for a while: every call is refused. */
  rightsWithdrawn: { group: 'ends', rates: [0, 0, 0.01] },
  /** A value is masked in an answer (`hidden`): it is not known by it. */
  valueMasked: { group: 'ends', rates: [0, 0, 0.2] },
  /** Edits of two records leave equal stamps. */
  stampsEqual: { group: 'ends', rates: [0, 0.3] },
  // What some seeds' systems do by custom: counted when it shows.
  /** A value the system does not take is refused. */
  valueRefused: { group: 'ends', rates: [] },
  /** A value is stored otherwise than it was told: cut short, in lower case. */
  storedOtherwise: { group: 'ends', rates: [] },
  /** An edit that moves no stamp (the address of a contact person). */
  stampNotMoved: { group: 'ends', rates: [] },
  /** A create meets its own reference, borne already: refused, or answered with the record it made. */
  uniqueClash: { group: 'ends', rates: [] },
  createRepeated: { group: 'ends', rates: [] },
  /** A PATCH goes out where `test` is not honoured. */
  patchUntested: { group: 'ends', rates: [] },
  /** People edit between any two calls of a write. */
  editBetweenCalls: { group: 'people', rates: [0, 0.2, 0.5] },
  /** What was told is published twice. */
  publishedTwice: { group: 'bus', rates: [0, 0.2] },
  /** What was worked on is delivered again, as after a crash before the offset moved. */
  deliveredAgain: { group: 'bus', rates: [0, 0.2] },
  /** A consumer goes back to an earlier offset. */
  rewound: { group: 'bus', rates: [0, 0, 0.03] },
  /** Messages of different records overtake each other. */
  overtaken: { group: 'bus', rates: [0, 0, 0.3] },
  /** A transaction is rolled back (a serialization failure, a lost connection); the work is done again. */
  rolledBack: { group: 'database', rates: [0, 0, 0.1] },
  /** A transaction is committed while its process thinks it failed; the work is done again. */
  commitUnknown: { group: 'database', rates: [0, 0, 0.1] },
  /** A connector's database goes back a while (a failover lost its last commits); what it had told stays told. */
  failover: { group: 'database', rates: [0, 0, 0.02] },
  /** Link's database goes back a while; what it had asked stays asked. Connectors tell everything again. */
  linkFailover: { group: 'database', rates: [0, 0, 0.02] },
  /** A person settles, restores or has tried again while data moves; each request is sent twice. */
  decides: { group: 'operator', rates: [] },
  /** A process dies at one of the `points` of its work. */
  crash: { group: 'process', rates: [0, 0.03, 0.1] },
  /** A process sleeps at one of the `points` while another takes over; then it wakes and goes on. */
  pause: { group: 'process', rates: [0, 0, 0.03, 0.1] },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as readonly FaultName[];
export type FaultCounts = Readonly<Record<string, number>>;

const nameHash = (name: string): number =>
  [...name].reduce((sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);

/** A stream of randomness of its own for each name, so that a new fault leaves the others where they were. */
export const streamOf = (seed: number, name: string): Random =>
  new Random(Math.imul(seed, 0x9e3779b1) ^ nameHash(name));

const drawnFrom = (stream: Random, rates: readonly number[]): number => (rates.length === 0 ? 0 : stream.pick(rates));

/** The chances of a world that is tuned to something; the others are drawn. */
export type Tuning = Readonly<Partial<Record<FaultName, number>>>;

/** Whose work it is. */
export type Who = System | 'link';

/** Faults that strike once, whatever the weather: at a point of somebody's work, or on the next occasion. */
export interface Script {
  readonly at?: { readonly fault: 'crash' | 'pause'; readonly point: Point; readonly who: Who };
  readonly once?: readonly FaultName[];
}

/** The faults of one world: what chance each has, and how often each struck. */
export class Faults {
  private readonly rates: Record<FaultName, number>;
  private readonly streams: Readonly<Record<FaultName, Random>>;
  private readonly counts: Record<string, number> = {};
  /** How far behind a replica may be, in milliseconds. */
  readonly lagMs: number;
  isCalm = true;
  private scripted: Script['at'];
  private once = new Set<FaultName>();

  constructor(
    seed: number,
    tuning: Tuning = {},
    private readonly sleepsAt: readonly Point[] = pointNames,
  ) {
    const rates: Partial<Record<FaultName, number>> = {};
    const streams: Partial<Record<FaultName, Random>> = {};
    for (const name of faultNames) {
      const stream = (streams[name] = streamOf(seed, name));
      rates[name] = tuning[name] ?? drawnFrom(stream, faults[name].rates);
    }
    this.rates = rates as Record<FaultName, number>;
    this.streams = streams as Record<FaultName, Random>;
    this.lagMs = streamOf(seed, 'lag').pick([500, 2_000]);
  }

  /** From now on a script is played. */
  play({ at, once = [] }: Script): void {
    this.scripted = at;
    this.once = new Set(once);
  }

  /** Whether a fault strikes on this occasion; counted if it does. */
  strikes(name: FaultName): boolean {
    if (!this.mayStrike(name)) return false;
    this.hit(name);
    return true;
  }

  /** Whether a fault can strike in this world, now or later. */
  readonly mayEver = (name: FaultName): boolean => this.rates[name] > 0;

  /** Whether a fault is tried on this occasion; the caller counts it where it turns out to matter. */
  mayStrike(name: FaultName): boolean {
    if (this.once.size > 0 && this.once.delete(name)) return true;
    return !this.isCalm && this.rates[name] > 0 && this.streams[name].chance(this.rates[name]);
  }

  /** Whether a process dies or falls asleep at this point of its work; counted by point too. */
  strikesAt(name: 'crash' | 'pause', point: Point, who: Who): boolean {
    if (this.isScripted(name, point, who)) return true;
    if (name === 'pause' && !this.sleepsAt.includes(point)) return false;
    if (!this.strikes(name)) return false;
    this.hit(`${name} at ${point}`);
    return true;
  }

  private isScripted(name: 'crash' | 'pause', point: Point, who: Who): boolean {
    const at = this.scripted;
    if (at?.fault !== name || at.point !== point || at.who !== who) return false;
    this.scripted = undefined;
    this.hit(name);
    this.hit(`${name} at ${point}`);
    return true;
  }

  /** Counts what happened by itself, or at a point of some work. */
  hit(name: FaultName | DoingName | `${'crash' | 'pause'} at ${Point}`): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  /** How much of something a fault means: from 0 to below `below`. */
  size(name: FaultName, below: number): number {
    return this.streams[name].int(below);
  }

  /** Faults may strike from now on. */
  begin(): void {
    this.isCalm = false;
  }

  /** Nothing strikes any more. */
  calm(): void {
    this.isCalm = true;
  }

  get hits(): FaultCounts {
    return this.counts;
  }
}
