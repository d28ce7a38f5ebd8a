import { setTimeout as pause } from 'node:timers/promises';
import { Births, wrongBirths } from './births.js';
import type { Dice } from './dice.js';
import { Ends, type Everything } from './ends.js';
import { Gauge } from './gauge.js';
import { Observer } from './observer.js';
import { differences, namesOf, type Pair, pairsOf, Rows } from './pairs.js';
import { People } from './people.js';
import type { Names } from './units.js';

const loadWithinMs = 240_000;
const quietWithinMs = 300_000;
const quietForMs = 12_000;

/** So many looks in a row must find the same before the load is taken for over. */
const looksAlike = 5;

/** What everything begins with: who is whose counterpart, found by the judge itself once both systems agree. */
export interface Beginning {
  readonly ends: Ends;
  readonly all: Everything;
  readonly pairs: readonly Pair[];
}

/** A sandbox that plays both systems with so many records. */
export interface Played {
  readonly sandbox: string;
  readonly records: number;
  readonly signal: AbortSignal;
}

/** Waits until both systems agree, by what they say themselves. */
export async function firstAgreement({ sandbox, records, signal }: Played): Promise<Beginning> {
  const ends = await Ends.of(sandbox);
  const deadline = Date.now() + loadWithinMs;
  for (let before = '', same = 0; ;) {
    signal.throwIfAborted();
    const all = await ends.everything();
    const found = pairsOf(all);
    const names = namesOf(found);
    const rows = new Rows(all);
    const pairs = found.filter((pair) => differences(pair, rows, names).length === 0);
    const now = `${pairs.length} of ${sizeOf(all)}`;
    same = now === before ? same + 1 : 0;
    if (same >= looksAlike && pairs.length > records * 0.85) return { ends, all, pairs };
    if (Date.now() > deadline) {
      const words = found.flatMap((pair) => differences(pair, rows, names)).slice(0, 20);
      throw new Error(`no agreement to begin with: ${pairs.length} of ${found.length}\n${words.join('\n')}`);
    }
    before = now;
    await pause(2_000);
  }
}

const sizeOf = ({ go, employees, departments }: Everything): number =>
  [...Object.values(go), employees, departments].reduce((sum, rows) => sum + rows.length, 0);

/** People at work in both systems, what they make, and who watches both ends meanwhile. */
export interface Life {
  readonly people: People;
  readonly births: Births;
  readonly names: Names;
  readonly observer: Observer;
  readonly gauge: Gauge;
}

/** How people live: by which chance, and how often somebody does something, in milliseconds. */
export interface Manners {
  readonly dice: (salt: number) => Dice;
  readonly everyMs: number;
  /** Nobody deletes what was made. */
  readonly keepsAll?: boolean;
}

/** People who begin to live with what there is. */
export async function lifeOf(sandbox: string, { ends, pairs }: Beginning, manners: Manners): Promise<Life> {
  const { dice, everyMs, keepsAll = false } = manners;
  // Names come from all that were found, so that a reference outside the edited pairs is compared too.
  const names = namesOf(pairsOf(await ends.everything()));
  const births = new Births(ends, dice(4));
  const people = new People({ ends, dice: dice(1), pairs, names, everyMs, births, keepsAll });
  const observer = new Observer({ ends, pairs, names }, people.edits);
  return { people, births, names, observer, gauge: new Gauge(sandbox) };
}

/** How it was when nobody edited and nothing fell any more. */
export interface Quiet {
  readonly differing: readonly string[];
  readonly secondsToQuiet: number | null;
}

/** Until everything agrees and nobody has written for a while; where that never comes, what differs then. */
export async function untilQuiet({ observer, gauge, births, names }: Life, ends: Ends): Promise<Quiet> {
  const begun = Date.now();
  let since: number | undefined;
  let written = -1;
  for (;;) {
    const differing = [...(await observer.look()), ...wrongBirths(births.all, await ends.everything(), names)];
    await gauge.look();
    const { creates, changes } = gauge.written();
    if (differing.length > 0 || creates + changes !== written) since = undefined;
    else since ??= Date.now();
    written = creates + changes;
    if (since !== undefined && Date.now() - since > quietForMs)
      return { differing, secondsToQuiet: Math.round((since - begun) / 100) / 10 };
    if (Date.now() - begun > quietWithinMs) return { differing, secondsToQuiet: null };
    await pause(1_000);
  }
}
