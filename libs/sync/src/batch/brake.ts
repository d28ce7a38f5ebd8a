import type { PollCompleted } from '@samsvar/contracts';
import type { GuardKey } from '../guard/guarded.js';
import { guardedOf } from '../guard/guarded.js';
import { mostOf } from '../guard/limits.js';
import { goneHeard, pollDone, pollEnded, pollHeard, turnTaken } from '../guard/polls.js';
import type { GuardState, Hold, Ruling } from '../guard/state.js';
import { noGuard, pollTarget } from '../guard/state.js';
import { recentOnly, spend, spentOf } from '../guard/tally.js';
import type { Gate, Passage } from '../link/context.js';
import type { Draft } from '../link/draft.js';
import type { MemberKey } from '../link/events.js';
import { polledAt } from '../link/member-key.js';
import { systemOf } from '../link/events.js';
import type { TenantEvent } from '../tenant-events.js';
import type { TenantState, Wait } from './ledger.js';
import type { TenantSettings } from './settings.js';

/**
 * The brake on unusual volume in one turn of work (Inv 21): what one poll led to is counted before its first write,
 * what an hour led to with it; the class of change that exceeds its limit is held until a person decides.
 */
export class Brake implements Gate {
  readonly events: TenantEvent[] = [];
  private state: GuardState;
  private readonly pending = new Map<string, readonly Wait[]>();

  constructor(
    private readonly settings: TenantSettings,
    private readonly tenant: TenantState,
    private readonly now: number,
  ) {
    this.state = tenant.guard ?? noGuard;
  }

  get guard(): GuardState {
    return this.state;
  }

  isOpen(hold: string): boolean {
    const { holds, rulings } = this.state;
    return holds.some(({ id }) => id === hold) || rulings.some((ruling) => ruling.hold.id === hold);
  }

  pass(guard: GuardKey, sources: readonly MemberKey[]): Passage {
    const held = this.state.holds.find((hold) => hold.guard === guard);
    if (held) return { hold: held.id };
    if (sources.some((at) => this.isListening(at))) return 'wait';
    return this.exceeds(guard, 1) ?? 'go';
  }

  private isListening(at: MemberKey): boolean {
    const poll = this.state.polls.open[polledAt(at)];
    return poll !== undefined && !poll.counted;
  }

  /** Holds a class of change when so many more of it exceed its limit. */
  private exceeds(guard: GuardKey, more: number): { readonly hold: string } | undefined {
    const { guards } = this.settings;
    const { holds, tally, trips } = this.state;
    const limit = mostOf(guard, guards!, this.tenant.counts);
    const count = spentOf(tally, guard, this.now) + more;
    if (count <= limit) return undefined;
    const hold: Hold = { id: `h${trips + 1}`, guard, since: this.now, count, limit };
    this.state = { ...this.state, holds: [...holds, hold], trips: trips + 1 };
    this.events.push({ type: 'GuardTripped', hold: hold.id, ...guardedOf(guard), count, limit });
    return { hold: hold.id };
  }

  heard(at: MemberKey, pollId: string, cause: string): void {
    if (!this.settings.guards) return;
    const polls = pollHeard(this.state.polls, { at, pollId, cause, now: this.now });
    if (polls !== this.state.polls) this.state = { ...this.state, polls };
  }

  gone(at: MemberKey, cause: string): void {
    if (!this.settings.guards) return;
    this.state = { ...this.state, polls: goneHeard(this.state.polls, { at, cause, now: this.now }) };
  }

  /** Records of a place have their turn to be made because a choice was switched on. */
  turn(at: MemberKey, cause: string): void {
    if (!this.settings.guards) return;
    this.state = { ...this.state, polls: turnTaken(this.state.polls, { at, cause, now: this.now }) };
  }

  ended(marker: PollCompleted, cause: string): void {
    if (!this.settings.guards) return;
    const polls = pollEnded(this.state.polls, marker, { cause, now: this.now });
    if (polls !== this.state.polls) this.state = { ...this.state, polls };
  }

  /** A poll came to its end: what it led to is counted, class by class, before any of it goes out. */
  count(at: MemberKey, counts: Readonly<Record<GuardKey, number>>): void {
    for (const [guard, count] of Object.entries(counts)) {
      if (!this.state.holds.some((hold) => hold.guard === guard)) this.exceeds(guard, count);
    }
    const { polls } = this.state;
    const open = { ...polls.open, [at]: { ...polls.open[at]!, counted: true } };
    this.state = { ...this.state, polls: { ...polls, open } };
  }

  /** Everything a poll led to has gone out or is held. */
  done(at: MemberKey): void {
    this.state = { ...this.state, polls: pollDone(this.state.polls, at) };
  }

  /** A person decided about a hold; from now on its class of change is counted anew. */
  rule(ruling: Ruling): void {
    const { hold, verdict, by } = ruling;
    const holds = this.state.holds.filter(({ id }) => id !== hold.id);
    this.state = { ...this.state, holds, rulings: [...this.state.rulings, ruling] };
    this.events.push({ type: 'GuardReleased', hold: hold.id, verdict, by });
  }

  /** What a person decided was carried out for every link. */
  carriedOut({ hold }: Ruling): void {
    this.state = { ...this.state, rulings: this.state.rulings.filter((ruling) => ruling.hold.id !== hold.id) };
  }

  /** Notes what a decision about a link asked for, and what of it waits for the end of a poll. */
  note(linkId: string, { pending, spent, state }: Draft): void {
    if (spent.size > 0) this.state = { ...this.state, tally: spend(this.state.tally, spent, this.now) };
    if (pending.size === 0) return void this.pending.delete(linkId);
    const members = Object.keys(state.members) as MemberKey[];
    const waits = [...pending].flatMap((guard) => {
      const told = guardedOf(guard).direction === 'toHrm' ? 'customhrm' : 'powerofficego';
      const sources = members.filter((at) => systemOf(at) !== told && this.isListening(at));
      return sources.map((at) => ({ target: pollTarget(this.settings.id, polledAt(at)), linkId, field: guard }));
    });
    this.pending.set(linkId, waits);
  }

  /** Links that wait for the end of a poll, as of this turn. */
  waits(): readonly Wait[] {
    return [...this.pending.values()].flat();
  }

  /** The tenant with what the brake knows by now. */
  kept(tenant: TenantState): TenantState {
    if (this.state === (tenant.guard ?? noGuard)) return tenant;
    return { ...tenant, guard: { ...this.state, tally: recentOnly(this.state.tally, this.now) } };
  }
}
