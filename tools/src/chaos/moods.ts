import { setTimeout as pause } from 'node:timers/promises';
import { putJson } from '../http.js';
import { Deck } from './deck.js';
import type { Dice } from './dice.js';

/** How often each fault of the sandbox strikes while it is on. */
export const faultRates: Readonly<Record<string, number>> = {
  'lost-answer': 0.15,
  'lost-request': 0.1,
  'error-500': 0.15,
  'error-500-after': 0.12,
  late: 0.1,
  'too-many': 0.15,
  'too-many-silent': 0.25,
  redirect: 0.08,
  'stale-list': 0.5,
  'skipped-row': 0.15,
  'repeated-row': 0.15,
  misfit: 0.03,
  'duplicate-keys': 0.15,
  html: 0.1,
  truncated: 0.12,
  'cut-answer': 0.12,
  huge: 0.12,
  'slow-drip': 0.1,
  slow: 0.1,
};

const turnMs = 6_000;
const atOnce = 3;

/** Turns the sandbox's faults on, three at a time, all of them in turn; off at the end. */
export async function faultsInTurn(sandbox: string, dice: Dice, until: AbortSignal): Promise<void> {
  const deck = new Deck(dice, Object.keys(faultRates));
  const turn = (kinds: readonly string[]) =>
    putJson(`${sandbox}/sandbox/v1/faults`, Object.fromEntries(kinds.map((kind) => [kind, faultRates[kind]!])));
  while (!until.aborted) {
    await turn(Array.from({ length: atOnce }, () => deck.next())).catch(() => undefined);
    await pause(turnMs, undefined, { signal: until }).catch(() => undefined);
  }
  for (let done = false; !done;) {
    done = await turn([]).then(
      () => true,
      () => pause(500, false),
    );
  }
}
