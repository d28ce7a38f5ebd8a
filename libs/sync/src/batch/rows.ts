import type { RecordKey } from '@samsvar/contracts';
import type { MemberKey } from '../link/events.js';
import type { Ledger, RecordRow, TenantState } from './ledger.js';
import { isFounder, linkOfRow } from './reference.js';
import { present } from './tenant.js';

/** The rows of one turn of work: those read, what has become of them, and how to find them. */
export class Rows {
  private readonly now = new Map<RecordKey, RecordRow | undefined>();
  private readonly before = new Map<RecordKey, RecordRow | undefined>();
  private readonly byLink = new Map<string, RecordRow>();
  private readonly byMatchKey = new Map<string, Set<RecordKey>>();
  /** Kept since somebody last asked who shares a match key; most turns never ask. */
  private unindexed: RecordRow[] = [];

  constructor(private readonly ledger: Ledger) {}

  /** Reads the rows of some keys that were not read yet, in one round trip. */
  async read(keys: Iterable<RecordKey>): Promise<void> {
    const unread = [...new Set(keys)].filter((key) => !this.now.has(key));
    if (unread.length === 0) return;
    for (const key of unread) this.now.set(key, undefined);
    this.remember(await this.ledger.records(unread));
  }

  hasRead(key: RecordKey): boolean {
    return this.now.has(key);
  }

  /** Takes rows that were read in another way; what this turn made of a row stays. */
  remember(rows: readonly RecordRow[]): void {
    for (const row of rows) if (!this.before.has(row.key)) this.keep(row);
  }

  get(key: RecordKey): RecordRow | undefined {
    return this.now.get(key);
  }

  known(): readonly RecordRow[] {
    return [...this.now.values()].filter((row): row is RecordRow => row !== undefined);
  }

  /** The record that a link goes by: PowerOffice Go's, also of one still to be opened, or the HRM's own founder. */
  ofLink(linkId: string): RecordRow | undefined {
    return this.byLink.get(linkId);
  }

  /** A row is as it is now; answers the tenant with what it knows to be present. */
  put(row: RecordRow, tenant: TenantState): TenantState {
    const old = this.now.get(row.key);
    if (!this.before.has(row.key)) this.before.set(row.key, old);
    this.keep(row);
    const at: MemberKey = `${row.ref.system}/${row.ref.resource}`;
    const was = old !== undefined && !old.gone;
    return was === row.gone ? present(tenant, at, row.ref.id, !row.gone) : tenant;
  }

  /** The rows read so far that share a match key with this one, in the order of their keys. */
  sharing(row: RecordRow): readonly RecordRow[] {
    this.index();
    const shared = new Set<RecordRow>();
    for (const matchKey of row.matchKeys) {
      for (const key of this.byMatchKey.get(matchKey) ?? []) {
        const other = this.now.get(key);
        if (other && key !== row.key && other.kind === row.kind) shared.add(other);
      }
    }
    return [...shared].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Rows heard of for the first time in this turn. */
  newcomers(): readonly RecordRow[] {
    return this.changed().flatMap(({ before, now }) => (before === undefined ? [now] : []));
  }

  changed(): readonly { readonly before: RecordRow | undefined; readonly now: RecordRow }[] {
    return [...this.before].map(([key, before]) => ({ before, now: this.now.get(key)! }));
  }

  private keep(row: RecordRow): void {
    this.now.set(row.key, row);
    const linkId = row.ref.system === 'powerofficego' || isFounder(row) ? linkOfRow(row) : undefined;
    if (linkId) this.byLink.set(linkId, row);
    this.unindexed.push(row);
  }

  private index(): void {
    for (const { key, matchKeys } of this.unindexed) {
      for (const matchKey of matchKeys) {
        const keys = this.byMatchKey.get(matchKey);
        if (keys) keys.add(key);
        else this.byMatchKey.set(matchKey, new Set([key]));
      }
    }
    this.unindexed = [];
  }
}
