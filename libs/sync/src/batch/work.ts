import type { Category, Kind, RecordKey } from '@samsvar/contracts';
import { flowOf, recordKey } from '@samsvar/contracts';
import type { LinkContext } from '../link/context.js';
import type { LinkInput } from '../link/decide.js';
import { decided } from '../link/decide.js';
import type { MemberKey } from '../link/events.js';
import { standingOf } from '../link/standing.js';
import type { LinkState } from '../link/state.js';
import { membersOf } from '../link/state.js';
import { Counter, shareOfLink, shareOfRow } from './counts.js';
import type { Ledger, RecordRow, Target, TenantState, Timer, Wait } from './ledger.js';
import { changedLink, hasCounterpart, Links, waitsOf } from './links.js';
import { tellingOf } from './reference.js';
import { Rows } from './rows.js';
import type { TenantSettings } from './settings.js';
import { Timers, timersOf } from './timers.js';
import { isTombstone, nothingPersonal } from './tombstone.js';

/**
 * One turn of work on one tenant: what was read, what has been decided on top of it, and what is to be stored. Later
 * messages of a batch see what earlier ones decided. Reading is done for many at once, before deciding.
 */
export class Work {
  /** Id of the message being worked on, and whether what follows from it is bulk work. */
  cause = '';
  bulk = false;
  readonly rows: Rows;
  readonly links: Links;
  readonly timers = new Timers();

  private constructor(
    readonly ledger: Ledger,
    readonly settings: TenantSettings,
    public tenant: TenantState,
  ) {
    this.rows = new Rows(ledger);
    this.links = new Links(ledger);
  }

  static async begin(ledger: Ledger, settings: TenantSettings): Promise<Work> {
    return new Work(ledger, settings, await ledger.tenant());
  }

  /** Whether anything may be matched, created or written for this kind now (Inv 11). */
  metOrMeeting(kind: Kind): boolean {
    return this.settings.phase === 'live' && this.tenant.meeting[kind] !== 'waiting';
  }

  row(key: RecordKey): RecordRow | undefined {
    return this.rows.get(key);
  }

  putRow(row: RecordRow): void {
    this.tenant = this.rows.put(row, this.tenant);
  }

  target(id: string): Target | undefined {
    return this.links.target(id);
  }

  /** Whether the link has asked for this member to be made and has not heard of it yet. */
  isBeingBorn(linkId: string, member: MemberKey): boolean {
    const state = this.links.state(linkId)?.members[member];
    return state?.asked?.op === 'create' && state.ref === undefined;
  }

  /** Decides about one link; what it needs must have been read before. */
  decide(id: string, input: LinkInput): void {
    const open = this.links.at(id);
    const category = categoryOf(input, open.state);
    if (!category) return;
    const context = this.context(open.state, category);
    const { events, state } = decided(open.state, input, context);
    if (events.length === 0) return;
    open.events.push(...events);
    open.cause = this.cause;
    open.bulk = this.bulk;
    open.state = state;
    open.standing = standingOf(open.state, context);
    this.links.touch(open);
  }

  private context({ id, kind }: LinkState, category: Category): LinkContext {
    const off = !this.settings.flowEnabled(flowOf(category).id);
    return {
      policy: this.settings.policyOf(category),
      writes: this.settings.phase === 'live' && !off,
      off,
      ...(this.settings.skewMs !== undefined && { skewMs: this.settings.skewMs }),
      telling: (member, field, target) => tellingOf(this, { linkId: id, kind, member, field, target }),
    };
  }

  /** The rows of a link's members know their link, and whether it has a counterpart. */
  settleRow(linkId: string): void {
    const state = this.links.state(linkId);
    if (!state) return;
    for (const [key, member] of membersOf(state)) {
      const row = member.ref && this.rows.get(recordKey(member.ref));
      if (!row) continue;
      const matched = key.startsWith('customhrm') || hasCounterpart(state);
      const forgotten = state.ended && !isTombstone(row);
      if (row.linkId === linkId && row.matched === matched && !forgotten) continue;
      this.putRow({ ...row, linkId, matched, ...(forgotten && nothingPersonal) });
    }
  }

  /** Stores all that this turn made true. */
  async save(): Promise<void> {
    const changed = this.links.changed();
    for (const { state } of changed) this.settleRow(state.id);
    const tenant = { ...this.tenant, counts: this.counted() };
    const records = this.rows.changed().map(({ now }) => now);
    for (const { stored, state } of changed) this.timers.moved(this.timersOf(stored.state), this.timersOf(state));
    const timers = this.timers.changes();
    await this.ledger.save({ tenant, records, links: changed.map(changedLink), ...this.waits(), ...timers });
  }

  private timersOf(state: LinkState): readonly Timer[] {
    return state.category ? timersOf(state, this.settings.policyOf(state.category)) : [];
  }

  private counted(): TenantState['counts'] {
    const counter = new Counter();
    const unmet = this.settings.phase === 'live' ? 'differ' : 'waiting';
    for (const { before, now } of this.rows.changed()) {
      counter.add(shareOfRow(before, unmet), -1);
      counter.add(shareOfRow(now, unmet), 1);
    }
    for (const { stored, standing } of this.links.changed()) {
      counter.add(shareOfLink(stored.standing), -1);
      counter.add(shareOfLink(standing), 1);
    }
    return counter.applyTo(this.tenant.counts);
  }

  private waits(): { waitsAdded: readonly Wait[]; waitsEnded: readonly Wait[] } {
    const waitsAdded: Wait[] = [];
    const waitsEnded: Wait[] = [];
    for (const { stored, state } of this.links.changed()) {
      const was = waitsOf(stored.state);
      const now = waitsOf(state);
      waitsAdded.push(...now.filter((wait) => !was.some((other) => sameWait(wait, other))));
      waitsEnded.push(...was.filter((wait) => !now.some((other) => sameWait(wait, other))));
    }
    return { waitsAdded, waitsEnded };
  }
}

/** The flow that decides: the category the PowerOffice Go record speaks in. */
function categoryOf(input: LinkInput, state: LinkState): Category | undefined {
  const speaks = (input.type === 'Opened' || input.type === 'Seen') && input.words.member.startsWith('powerofficego');
  return speaks ? input.words.category : state.category;
}

const sameWait = (a: Wait, b: Wait) => a.target === b.target && a.field === b.field;
