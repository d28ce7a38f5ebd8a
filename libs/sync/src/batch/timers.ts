import type { LinkState } from '../link/state.js';
import type { Policy } from '../policy.js';
import type { DueTimer, Timer } from './ledger.js';

/** A refused write is tried again. */
export const retryTimer = 'retry';

/** For what a link wants to be looked at again: refused units of a field that a system may take another day. */
export function timersOf(state: LinkState, policy: Policy): readonly Timer[] {
  return Object.entries(state.units).flatMap(([name, { parked = {} }]) => {
    const isRefused = Object.values(parked).some((reasons) => reasons?.some(({ code }) => code === 'refused'));
    const fields = isRefused ? (policy.units.find((unit) => unit.name === name)?.fields ?? []) : [];
    const afterMs = fields.find((field) => field.retryAfterMs !== undefined)?.retryAfterMs;
    return afterMs === undefined ? [] : [{ what: retryTimer, about: aboutUnit(state.id, name), afterMs }];
  });
}

/** A unit of a link in one word. */
const aboutUnit = (linkId: string, unit: string): string => `${linkId} ${unit}`;
export function unitOfAbout(about: string): { readonly linkId: string; readonly unit: string } {
  const blank = about.indexOf(' ');
  return { linkId: about.slice(0, blank), unit: about.slice(blank + 1) };
}

export const sameTimer = (a: DueTimer, b: DueTimer): boolean => a.what === b.what && a.about === b.about;

/** The timers of one turn of work: those that were due, and what becomes of them and others. */
export class Timers {
  private fired: readonly DueTimer[] = [];
  private readonly added: Timer[] = [];
  private readonly ended: DueTimer[] = [];

  /** These were due, and are worked on in this turn: whoever still wants one has it anew. */
  fire(due: readonly DueTimer[]): void {
    this.fired = due;
  }

  /** Looks again later, in the place of any like it. */
  start(timer: Timer): void {
    this.added.push(timer);
  }

  /** No longer looks again. */
  end(timer: DueTimer): void {
    this.ended.push(timer);
  }

  /** What a link wanted before this turn, and what it wants now. */
  moved(before: readonly Timer[], now: readonly Timer[]): void {
    const isFresh = (timer: Timer) => ![...before].some((one) => sameTimer(one, timer)) || this.hasFired(timer);
    this.added.push(...now.filter(isFresh));
    this.ended.push(...before.filter((one) => !now.some((timer) => sameTimer(one, timer))));
  }

  changes(): { readonly timersAdded: readonly Timer[]; readonly timersEnded: readonly DueTimer[] } {
    const isAdded = (timer: DueTimer) => this.added.some((one) => sameTimer(one, timer));
    const timersEnded = [...this.ended, ...this.fired].filter((timer) => !isAdded(timer));
    return { timersAdded: this.added, timersEnded };
  }

  private hasFired(timer: Timer): boolean {
    return this.fired.some((one) => sameTimer(one, timer));
  }
}
