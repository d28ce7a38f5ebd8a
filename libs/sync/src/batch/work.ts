import type { Kind, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { LinkContext } from '../link/context.js';
import type { LinkInput } from '../link/decide.js';
import { decided } from '../link/decide.js';
import type { MemberKey } from '../link/events.js';
import type { Standing } from '../link/standing.js';
import { sameStanding, standingOf } from '../link/standing.js';
import type { LinkState } from '../link/state.js';
import { isParted, membersOf } from '../link/state.js';
import type { TenantEvent } from '../tenant-events.js';
import type { Audited } from './audit.js';
import { Brake } from './brake.js';
import { categoryOf, contextOf } from './context-of.js';
import { Counter, shareOfLink, shareOfRow } from './counts.js';
import type { Erasing, Ledger, RecordRow, Target, TenantState, Timer, Wait } from './ledger.js';
import { changedLink, hasCounterpart, Links, type OpenLink } from './links.js';
import { brokenPromise, stopFor } from './promises.js';
import { Origins } from './origins.js';
import { Rows } from './rows.js';
import { chosen } from './tenant.js';
import type { Out, TenantSettings } from './settings.js';
import { Timers, timersOf } from './timers.js';
import { isTombstone, nothingPersonal } from './tombstone.js';
import { waitsNow } from './waits.js';

/**
 * One turn of work on one tenant: what was read, what has been decided on top of it, and what is to be stored. Later
 * messages of a batch see what earlier ones decided. Reading is done for many at once, before deciding.
 */
export class Work {
  /** Id of the message being worked on, and whether what follows from it is bulk work. */
  cause = '';
  bulk = false;
  /** What goes out was approved: by a person, or by a tenant that approves its first contact itself. */
  exempt = false;
  readonly brake: Brake;
  readonly rows: Rows;
  /** HRM records heard that may found links, each with the message that brought it. */
  readonly founders = new Map<RecordKey, string>();
  readonly links: Links;
  readonly timers = new Timers();
  readonly audits: Audited[] = [];
  /** What else is to be told: what people ask of connectors. */
  readonly asks: Out[] = [];
  /** What a person has erased in this turn. */
  erasure?: Erasing;
  /** What no longer waits, apart from what links say of themselves. */
  readonly waitsOver: Wait[] = [];
  readonly tenantEvents: TenantEvent[] = [];
  readonly origins = new Origins();

  private constructor(
    readonly ledger: Ledger,
    readonly settings: TenantSettings,
    public tenant: TenantState,
    readonly now: number,
  ) {
    this.brake = new Brake(settings, tenant, now);
    this.rows = new Rows(ledger);
    this.links = new Links(ledger);
  }

  static async begin(ledger: Ledger, settings: TenantSettings): Promise<Work> {
    const tenant = chosen(await ledger.tenant(), settings);
    return new Work(ledger, settings, tenant, ledger.now());
  }

  /** Whether anything may be matched for this kind now (Inv 11). */
  metOrMeeting(kind: Kind): boolean {
    return this.tenant.meeting[kind] !== 'waiting';
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

  /** A record was compared with what is kept of it. */
  noteAudit(audit: Audited | undefined): void {
    if (audit) this.audits.push(audit);
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
    const context = contextOf(this, open.state, input, category);
    const draft = decided(open.state, input, context, this.exempt ? 'all' : undefined);
    this.brake.note(id, draft);
    const { events, state } = draft;
    if (events.length === 0) return input.type === 'LookAgain' ? this.standAnew(open, context) : undefined;
    const broken = brokenPromise(open.state, events);
    if (broken) stopFor(this, broken);
    open.events.push(...events);
    open.cause = this.cause;
    open.bulk = this.bulk;
    open.state = state;
    open.standing = standingOf(open.state, context);
    this.links.touch(open);
  }

  /** How a link stands now, by all that was read; nothing is decided. */
  standingNow(state: LinkState): Standing {
    return standingOf(state, contextOf(this, state, { type: 'LookAgain' }, state.category!));
  }

  /** Nothing happened to the link, but it may be counted otherwise now: its tenant went live, or was stopped. */
  private standAnew(open: OpenLink, context: LinkContext): void {
    const standing = standingOf(open.state, context);
    if (open.stored.version === 0 || !open.standing || sameStanding(standing, open.standing)) return;
    open.standing = standing;
    open.restood = true;
    this.links.touch(open);
  }

  /** The rows of a link's members know their link, and whether it has a counterpart. */
  settleRow(linkId: string): void {
    const state = this.links.state(linkId);
    if (!state) return;
    if (isParted(state)) return this.leaveBehind(state);
    for (const [key, member] of membersOf(state)) {
      const row = member.ref && this.rows.get(recordKey(member.ref));
      if (!row || row.kind !== state.kind || (member.gone && (row.linkId ?? linkId) !== linkId)) continue;
      const matched = key.startsWith('customhrm') || hasCounterpart(state);
      const forgotten = isTombstone(row) ? false : (state.ended ?? false);
      if (row.linkId === linkId && row.matched === matched && row.leftBy === undefined && !forgotten) continue;
      this.putRow({ ...row, linkId, matched, leftBy: undefined, ...(forgotten && nothingPersonal) });
    }
  }

  /** What an ended link left behind stays as it is, without a link until a person gives it one. */
  private leaveBehind({ id, left = {} }: LinkState): void {
    for (const key of Object.values(left)) {
      const row = this.rows.get(key);
      if (row?.linkId === id) this.putRow({ ...row, linkId: undefined, matched: false, leftBehind: true, leftBy: id });
    }
  }

  /** Stores all that this turn made true. */
  async save(): Promise<void> {
    const changed = this.links.changed();
    for (const { state } of changed) this.settleRow(state.id);
    const tenantEvents = [...this.tenantEvents, ...this.brake.events];
    const tenant = numbered({ ...this.brake.kept(this.tenant), counts: this.counted() }, tenantEvents);
    const records = this.rows.changed().map(({ now }) => now);
    for (const { stored, state } of changed) this.timers.moved(this.timersOf(stored.state), this.timersOf(state));
    const links = changed.map((open) => changedLink(open, this.origins));
    const more = { ...waitsNow(this), ...this.timers.changes(), audits: this.audits };
    await this.ledger.save({ tenant, records, links, tenantEvents, ...more });
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
}

const numbered = (tenant: TenantState, events: readonly TenantEvent[]): TenantState =>
  events.length === 0 ? tenant : { ...tenant, version: (tenant.version ?? 0) + events.length };
