import type { Kind, RecordKey } from '@samsvar/contracts';
import { refOfKey, referenceOf } from '@samsvar/contracts';
import type { LinkContext } from '../link/context.js';
import type { LinkInput } from '../link/decide.js';
import { link } from '../link/decide.js';
import type { LinkEvent, MemberKey } from '../link/events.js';
import type { Standing } from '../link/standing.js';
import { standingOf } from '../link/standing.js';
import type { LinkState } from '../link/state.js';
import { membersOf, noLink } from '../link/state.js';
import { Counter, shareOfLink, shareOfRow } from './counts.js';
import type { ChangedLink, Ledger, RecordRow, StoredLink, Target, TenantState, Wait } from './ledger.js';
import { linkOfRow, tellingOf } from './reference.js';
import type { TenantSettings } from './settings.js';
import { present } from './tenant.js';

export interface OpenLink {
  readonly stored: StoredLink;
  state: LinkState;
  readonly events: LinkEvent[];
  standing?: Standing;
  /** Id of the message that last changed it in this turn. */
  cause: string;
  /** Whether it was changed in the wake of others (a first load, a reference that appeared) rather than by an edit. */
  bulk: boolean;
}

/**
 * One turn of work on one tenant: what was read, what has been decided on top of it, and what is to be stored. Later
 * messages of a batch see what earlier ones decided. Reading is done for many at once, before deciding.
 */
export class Work {
  tenant: TenantState;
  /** Id of the message being worked on, and whether what follows from it is bulk work. */
  cause = '';
  bulk = false;
  private readonly rows = new Map<RecordKey, RecordRow | undefined>();
  private readonly before = new Map<RecordKey, RecordRow | undefined>();
  private readonly rowsOfLinks = new Map<string, RecordRow>();
  private readonly links = new Map<string, OpenLink>();
  private readonly targetsRead = new Map<string, Target | undefined>();
  private readonly references = new Map<string, string>();
  private readonly byMatchKey = new Map<string, Set<RecordKey>>();
  private readonly counter = new Counter();

  private constructor(
    readonly ledger: Ledger,
    readonly settings: TenantSettings,
    tenant: TenantState,
  ) {
    this.tenant = tenant;
  }

  static async begin(ledger: Ledger, settings: TenantSettings): Promise<Work> {
    return new Work(ledger, settings, await ledger.tenant());
  }

  /** Whether anything may be matched, created or written for this kind now. */
  metOrMeeting(kind: Kind): boolean {
    return this.settings.phase === 'live' && this.tenant.meeting[kind] !== 'waiting';
  }

  async readRows(keys: Iterable<RecordKey>): Promise<void> {
    const unread = [...new Set(keys)].filter((key) => !this.rows.has(key));
    if (unread.length === 0) return;
    for (const key of unread) this.rows.set(key, undefined);
    this.remember(await this.ledger.records(unread));
  }

  remember(rows: readonly RecordRow[]): void {
    for (const row of rows) if (!this.before.has(row.key)) this.keepRow(row);
  }

  private keepRow(row: RecordRow): void {
    this.rows.set(row.key, row);
    const linkId = row.ref.system === 'powerofficego' ? linkOfRow(row) : undefined;
    if (linkId) this.rowsOfLinks.set(linkId, row);
    for (const matchKey of row.matchKeys) {
      const keys = this.byMatchKey.get(matchKey) ?? new Set();
      this.byMatchKey.set(matchKey, keys.add(row.key));
    }
  }

  /** The PowerOffice Go record of a link, also of one that is still to be opened. */
  rowOfLink(linkId: string): RecordRow | undefined {
    return this.rowsOfLinks.get(linkId);
  }

  async readLinks(ids: Iterable<string>): Promise<void> {
    const unread = [...new Set(ids)].filter((id) => !this.links.has(id));
    if (unread.length === 0) return;
    this.hold(await this.ledger.links(unread));
  }

  hold(found: readonly StoredLink[]): void {
    for (const stored of found) {
      if (this.links.has(stored.state.id)) continue;
      this.links.set(stored.state.id, {
        stored,
        state: stored.state,
        events: [],
        cause: '',
        bulk: false,
        ...(stored.standing && { standing: stored.standing }),
      });
    }
  }

  /** Links found by the reference their counterpart bears. */
  holdByReference(found: readonly StoredLink[]): void {
    this.hold(found);
    for (const { state } of found) if (state.founding) this.references.set(referenceOf(state.founding), state.id);
  }

  linkByReference(reference: string): LinkState | undefined {
    const id = this.references.get(reference);
    return id === undefined ? undefined : this.linkState(id);
  }

  /** Whether the link has asked for this member to be made and has not heard of it yet. */
  isBeingBorn(linkId: string, member: MemberKey): boolean {
    const state = this.linkState(linkId)?.members[member];
    return state?.asked?.op === 'create' && state.ref === undefined;
  }

  hasRead(key: RecordKey): boolean {
    return this.rows.has(key);
  }

  /** The rows read so far that share a match key with this one. */
  sharing(row: RecordRow): readonly RecordRow[] {
    const shared = new Set<RecordRow>();
    for (const matchKey of row.matchKeys) {
      for (const key of this.byMatchKey.get(matchKey) ?? []) {
        const other = this.rows.get(key);
        if (other && key !== row.key && other.kind === row.kind) shared.add(other);
      }
    }
    return [...shared];
  }

  async readTargets(ids: Iterable<string>): Promise<void> {
    const unread = [...new Set(ids)].filter((id) => !this.targetsRead.has(id) && !this.links.has(id));
    if (unread.length === 0) return;
    for (const id of unread) this.targetsRead.set(id, undefined);
    for (const target of await this.ledger.targets(unread)) this.targetsRead.set(target.linkId, target);
  }

  row(key: RecordKey): RecordRow | undefined {
    return this.rows.get(key);
  }

  knownRows(): readonly RecordRow[] {
    return [...this.rows.values()].filter((row): row is RecordRow => row !== undefined);
  }

  linkState(id: string): LinkState | undefined {
    return this.links.get(id)?.state;
  }

  /** A link as others refer to it, by what this turn has made of it if it has. */
  target(id: string): Target | undefined {
    const open = this.links.get(id);
    if (!open?.state.kind) return this.targetsRead.get(id);
    return {
      linkId: id,
      kind: open.state.kind,
      category: open.state.category!,
      members: keysOf(open.state),
      standing: open.standing?.state ?? 'differ',
    };
  }

  putRow(row: RecordRow): void {
    const old = this.rows.get(row.key);
    if (!this.before.has(row.key)) this.before.set(row.key, old);
    this.keepRow(row);
    const at: MemberKey = `${row.ref.system}/${row.ref.resource}`;
    const was = old !== undefined && !old.gone;
    if (was === row.gone) this.tenant = present(this.tenant, at, row.ref.id, !row.gone);
  }

  /** Decides about one link; what it needs must have been read before. */
  decide(id: string, input: LinkInput): readonly LinkEvent[] {
    const open = this.links.get(id) ?? this.begin(id);
    const category =
      input.type === 'Opened' || input.type === 'Seen' ? categoryOf(input, open.state) : open.state.category;
    if (!category) return [];
    const context = this.context(id, category);
    const events = link.decide(open.state, input, context);
    if (events.length === 0) return events;
    open.events.push(...events);
    open.cause = this.cause;
    open.bulk = this.bulk;
    open.state = events.reduce(link.evolve, open.state);
    open.standing = standingOf(open.state, context);
    return events;
  }

  private begin(id: string): OpenLink {
    const state = noLink(id);
    const open: OpenLink = { stored: { state, version: 0 }, state, events: [], cause: '', bulk: false };
    this.links.set(id, open);
    return open;
  }

  private context(id: string, category: NonNullable<LinkState['category']>): LinkContext {
    const kind = this.links.get(id)!.state.kind;
    return {
      policy: this.settings.policyOf(category),
      writes: this.settings.phase === 'live',
      telling: (member, field, target) => tellingOf(this, { linkId: id, kind, member, field, target }),
    };
  }

  /** The links this turn has changed so far. */
  changed(): readonly OpenLink[] {
    return [...this.links.values()].filter((open) => open.events.length > 0);
  }

  openLinks(): readonly LinkState[] {
    return [...this.links.values()].map((open) => open.state);
  }

  newRows(): readonly RecordKey[] {
    return [...this.before].filter(([, row]) => row === undefined).map(([key]) => key);
  }

  async save(): Promise<void> {
    const links = this.changed().map(changedLink);
    const records = this.settleRows();
    const unmet = this.settings.phase === 'live' ? 'differ' : 'waiting';
    for (const [key, before] of this.before) {
      this.counter.add(shareOfRow(before, unmet), -1);
      this.counter.add(shareOfRow(this.rows.get(key), unmet), 1);
    }
    for (const open of this.changed()) {
      this.counter.add(shareOfLink(open.stored.standing), -1);
      this.counter.add(shareOfLink(open.standing), 1);
    }
    const tenant = { ...this.tenant, counts: this.counter.applyTo(this.tenant.counts) };
    await this.ledger.save({ tenant, records, links, ...this.waits() });
  }

  /** The rows of a link's members know their link, and whether it has a counterpart. */
  settleRow(linkId: string): void {
    const state = this.linkState(linkId);
    if (!state) return;
    for (const [key, member] of membersOf(state)) {
      const row = member.ref && this.rows.get(rowKey(member.ref));
      if (!row) continue;
      const matched = key.startsWith('customhrm') || hasCounterpart(state);
      if (row.linkId !== linkId || row.matched !== matched) this.putRow({ ...row, linkId, matched });
    }
  }

  /** Rows that were heard, or whose link or whose being matched changed. */
  private settleRows(): readonly RecordRow[] {
    for (const open of this.changed()) this.settleRow(open.state.id);
    return [...this.before.keys()].map((key) => this.rows.get(key)!);
  }

  private waits(): { waitsAdded: readonly Wait[]; waitsEnded: readonly Wait[] } {
    const waitsAdded: Wait[] = [];
    const waitsEnded: Wait[] = [];
    for (const { stored, state } of this.changed()) {
      const was = waitsOf(stored.state);
      const now = waitsOf(state);
      waitsAdded.push(...now.filter((wait) => !was.some((other) => sameWait(wait, other))));
      waitsEnded.push(...was.filter((wait) => !now.some((other) => sameWait(wait, other))));
    }
    return { waitsAdded, waitsEnded };
  }
}

const rowKey = (ref: { tenant: string; system: string; resource: string; id: string }): RecordKey =>
  `${ref.tenant}/${ref.system}/${ref.resource}/${ref.id}`;

const categoryOf = (input: Extract<LinkInput, { type: 'Opened' | 'Seen' }>, state: LinkState) =>
  input.words.member.startsWith('powerofficego') ? input.words.category : state.category;

/** Whether the link has an HRM member, or one is being made. */
export const hasCounterpart = (state: LinkState): boolean =>
  membersOf(state).some(
    ([key, member]) => key.startsWith('customhrm') && (member.ref !== undefined || member.asked !== undefined),
  ) ||
  (!state.proposal && !state.skipped);

export function keysOf(state: LinkState): Readonly<Partial<Record<MemberKey, RecordKey>>> {
  return Object.fromEntries(
    membersOf(state).flatMap(([key, member]) => (member.ref ? [[key, rowKey(member.ref)]] : [])),
  );
}

const waitsOf = (state: LinkState): readonly Wait[] =>
  membersOf(state).flatMap(([, member]) =>
    Object.entries(member.waits).map(([field, { target }]) => ({ target, linkId: state.id, field })),
  );
const sameWait = (a: Wait, b: Wait) => a.target === b.target && a.field === b.field;

function changedLink(open: OpenLink): ChangedLink {
  const founding = open.state.founding ?? refOfKey('');
  return {
    before: open.stored.version,
    state: open.state,
    events: open.events,
    standing: open.standing!,
    members: keysOf(open.state),
    reference: referenceOf(founding),
  };
}
