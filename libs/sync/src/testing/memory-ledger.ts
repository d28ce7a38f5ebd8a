import type { FlowId, Kind, RecordKey, RecordRef } from '@samsvar/contracts';
import { flows } from '@samsvar/contracts';
import type {
  ChangedLink,
  Changes,
  DueTimer,
  EventAt,
  Erasure,
  EventFound,
  KeyPage,
  Ledger,
  Placed,
  RecordRow,
  StoredLink,
  Target,
  TenantState,
  Wait,
} from '../batch/ledger.js';
import { goneIn } from '../batch/links.js';
import { referenceFields } from '../batch/prefetch.js';
import type { TenantEvent } from '../tenant-events.js';
import { noTenant } from '../batch/tenant.js';
import type { LinkEvent } from '../link/events.js';
import { type MemberKey, memberKeyOf } from '../link/member-key.js';
import type { PackedLink } from '../link/snapshot.js';
import { pack, unpack } from '../link/snapshot.js';

/** A link as it is kept, with everything it was stored with. */
export interface KeptLink {
  readonly packed: PackedLink;
  readonly version: number;
  readonly changed: ChangedLink;
  readonly events: readonly LinkEvent[];
  /** Where its last event stands among all. */
  readonly position: number;
}

/**
 * What link keeps of one tenant, in memory: for specs and simulations. Counts its reads, as a database would feel
 * them.
 */
export class MemoryLedger implements Ledger {
  state: TenantState;
  /** Its clock, in milliseconds; whoever drives it moves it on. */
  clock = 0;
  readonly tenantEvents: TenantEvent[] = [];
  reads = 0;
  readonly rows = new Map<RecordKey, RecordRow>();
  readonly kept = new Map<string, KeptLink>();
  protected readonly timers = new Map<string, DueTimer & { readonly at: number }>();
  position = 0;
  /** Records of which an audit found something kept otherwise than its system says. */
  private readonly findings = new Set<RecordKey>();
  protected readonly waits = new Map<string, Map<string, Wait>>();

  constructor(tenant: string) {
    this.state = noTenant(tenant);
  }

  async tenant(): Promise<TenantState> {
    this.reads++;
    return this.state;
  }

  now(): number {
    return this.clock;
  }

  async records(keys: readonly RecordKey[]): Promise<readonly RecordRow[]> {
    this.reads++;
    return keys.flatMap((key) => this.rows.get(key) ?? []);
  }

  async links(ids: readonly string[]): Promise<readonly StoredLink[]> {
    this.reads++;
    return ids.flatMap((id) => this.stored(id) ?? []);
  }

  async linksByReference(references: readonly string[]): Promise<readonly StoredLink[]> {
    this.reads++;
    const ids = [...this.kept].filter(([, { changed }]) => references.includes(changed.reference)).map(([id]) => id);
    return ids.flatMap((id) => this.stored(id) ?? []);
  }

  async targets(ids: readonly string[]): Promise<readonly Target[]> {
    this.reads++;
    return ids.flatMap((linkId) => {
      const link = this.kept.get(linkId)?.changed;
      if (!link) return [];
      const { kind, category } = link.state;
      const { members, standing } = link;
      return [
        { linkId, kind: kind!, category: category!, members, gone: goneIn(link.state), standing: standing.state },
      ];
    });
  }

  async sharing(kind: Kind, matchKeys: readonly string[], but: readonly RecordKey[]): Promise<readonly RecordRow[]> {
    this.reads++;
    const wanted = new Set(matchKeys);
    const known = new Set(but);
    return [...this.rows.values()].filter(
      (row) => row.kind === kind && !known.has(row.key) && row.matchKeys.some((key) => wanted.has(key)),
    );
  }

  async waiting(targets: readonly string[]): Promise<readonly Wait[]> {
    this.reads++;
    return targets.flatMap((target) => [...(this.waits.get(target)?.values() ?? [])]);
  }

  async happened(at: readonly EventAt[]): Promise<readonly EventFound[]> {
    this.reads++;
    return at.flatMap(({ linkId, version }) => {
      const { events = [], version: last = 0 } = this.kept.get(linkId) ?? {};
      const event = events[version - 1 - (last - events.length)];
      return event ? [{ linkId, version, event }] : [];
    });
  }

  async due(now: number, limit: number): Promise<readonly DueTimer[]> {
    this.reads++;
    const due = [...this.timers.values()].filter(({ at }) => at <= now);
    const inOrder = due.sort((a, b) => a.at - b.at || (nameOfTimer(a) < nameOfTimer(b) ? -1 : 1));
    return inOrder.slice(0, limit).map(({ what, about }) => ({ what, about }));
  }

  async referring(keys: readonly RecordKey[]): Promise<readonly RecordRow[]> {
    this.reads++;
    const named = new Set<unknown>(keys);
    return [...this.rows.values()].filter(({ values }) => referenceFields.some((field) => named.has(values[field])));
  }

  async naming(ids: readonly string[]): Promise<readonly StoredLink[]> {
    this.reads++;
    const named = [...this.kept].filter(([, { changed }]) => {
      const words = JSON.stringify(changed.state);
      return ids.some((id) => words.includes(JSON.stringify(id)));
    });
    return named.flatMap(([id]) => this.stored(id) ?? []);
  }

  async toldBefore(at: MemberKey, revision: number, { after, limit }: KeyPage): Promise<readonly RecordRef[]> {
    this.reads++;
    return this.below(at, revision)
      .filter(({ key }) => key > after)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit)
      .map(({ ref }) => ref);
  }

  async countToldBefore(at: MemberKey, revision: number): Promise<number> {
    this.reads++;
    return this.below(at, revision).length;
  }

  private below(at: MemberKey, revision: number): RecordRow[] {
    const isBelow = (row: RecordRow) => memberKeyOf(row.ref) === at && !row.gone && row.revision < revision;
    return [...this.rows.values()].filter(isBelow);
  }

  async waitCounts(target: string): Promise<Readonly<Record<string, number>>> {
    this.reads++;
    const waits = [...(this.waits.get(target)?.values() ?? [])];
    const counted = Map.groupBy(waits, ({ field }) => field);
    return Object.fromEntries([...counted].map(([field, { length }]) => [field, length]));
  }

  async waitingFor(target: string, limit: number): Promise<readonly Wait[]> {
    this.reads++;
    const waits = [...(this.waits.get(target)?.values() ?? [])];
    return waits.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)).slice(0, limit);
  }

  async unsettled(after: string, limit: number): Promise<readonly Placed[]> {
    this.reads++;
    return [...this.kept.entries()]
      .filter(([id, { changed }]) => id > after && changed.standing.state !== 'agree')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([linkId, { position }]) => ({ linkId, position: String(position) }));
  }

  async unlinked(flow: FlowId, limit: number): Promise<readonly RecordRow[]> {
    this.reads++;
    const { category } = flows[flow];
    return [...this.rows.values()]
      .filter((row) => row.ref.system === 'powerofficego' && row.category === category && !row.linkId && !row.gone)
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);
  }

  async founders(flow: FlowId, limit: number, after: RecordKey): Promise<readonly RecordRow[]> {
    this.reads++;
    const { category } = flows[flow];
    const may = (row: RecordRow) => !row.linkId && !row.gone && !row.ours && !row.leftBehind && row.key > after;
    return [...this.rows.values()]
      .filter((row) => row.ref.system === 'customhrm' && row.category === category && may(row))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, limit);
  }

  async erase({ links, records }: Erasure) {
    this.reads++;
    const findings = records.filter((key) => this.findings.delete(key)).length;
    let [events, waits, timers] = [0, 0, 0];
    for (const id of links) {
      const kept = this.kept.get(id);
      events += kept?.events.length ?? 0;
      if (kept) this.kept.set(id, { ...kept, events: [] });
    }
    for (const all of this.waits.values())
      for (const [name, { linkId }] of all) if (links.includes(linkId) && all.delete(name)) waits++;
    for (const [name, { about }] of this.timers)
      if (links.includes(about.split(' ')[0]!) && this.timers.delete(name)) timers++;
    return { events, waits, timers, findings };
  }

  async save(changes: Changes): Promise<void> {
    this.reads++;
    for (const { state, before } of changes.links) {
      if ((this.kept.get(state.id)?.version ?? 0) !== before) throw new Error(`version conflict on ${state.id}`);
    }
    this.state = changes.tenant;
    this.tenantEvents.push(...(changes.tenantEvents ?? []));
    for (const row of changes.records) this.rows.set(row.key, row);
    for (const changed of changes.links) this.keep(changed);
    this.keepTimers(changes);
    for (const { key, fields } of changes.audits ?? [])
      if (fields.length > 0) this.findings.add(key);
      else this.findings.delete(key);
    for (const wait of changes.waitsEnded) this.waits.get(wait.target)?.delete(nameOf(wait));
    for (const wait of changes.waitsAdded) {
      const at = this.waits.get(wait.target) ?? new Map<string, Wait>();
      this.waits.set(wait.target, at.set(nameOf(wait), wait));
    }
  }

  private keepTimers({ timersAdded = [], timersEnded = [] }: Changes): void {
    for (const timer of timersEnded) this.timers.delete(nameOfTimer(timer));
    for (const { what, about, afterMs } of timersAdded) {
      this.timers.set(nameOfTimer({ what, about }), { what, about, at: this.clock + afterMs });
    }
  }

  private keep(changed: ChangedLink): void {
    const { id } = changed.state;
    const kept = this.kept.get(id);
    this.position += changed.events.length;
    this.kept.set(id, {
      packed: pack(changed.state),
      version: changed.before + changed.events.length,
      changed,
      events: [...(kept?.events ?? []), ...changed.events],
      position: changed.events.length > 0 ? this.position : (kept?.position ?? 0),
    });
  }

  private stored(id: string): StoredLink | undefined {
    const kept = this.kept.get(id);
    return kept && { state: unpack(kept.packed), version: kept.version, standing: kept.changed.standing };
  }
}

const nameOfTimer = ({ what, about }: DueTimer) => `${what} ${about}`;
const nameOf = (wait: Wait) => `${wait.linkId} ${wait.field}`;
