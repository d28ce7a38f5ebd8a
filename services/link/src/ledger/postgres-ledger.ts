import type { FlowId, Kind, RecordKey, RecordRef } from '@samsvar/contracts';
import { flows } from '@samsvar/contracts';
import type {
  Changes,
  DueTimer,
  EventAt,
  Erasure,
  EventFound,
  KeyPage,
  Ledger,
  MemberKey,
  Placed,
  RecordRow,
  StoredLink,
  Target,
  TenantState,
  Wait,
} from '@samsvar/sync';
import { referenceFields } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';
import { findEvents, findLinks, type FoundTarget, saveLinks } from './link-rows.js';
import { saveAudits } from './audits.js';
import { eraseLinks } from './erasures.js';
import { matchWord } from './match-words.js';
import { findRecords, saveRecords } from './record-rows.js';
import { appendTenantEvents } from './tenant-stream.js';
import { lockTenant, saveTenant } from './tenant-row.js';
import { findDue, saveTimers } from './timers.js';
import { countToldBefore, findToldBefore } from './told-before.js';
import { countWaits, findWaits, saveWaits, someWaits } from './waits.js';

/**
 * What link keeps of one tenant, in PostgreSQL, inside one transaction. Reading takes many at once and costs one round
 * trip; saving costs at most twelve, however much was decided.
 */
export class PostgresLedger implements Ledger {
  private readonly read = new Map<RecordKey, RecordRow>();
  private time = 0;

  /** `clock` stands in the place of the database's, for specs. */
  constructor(
    private readonly queries: Sql,
    private readonly tenantId: string,
    private readonly clock?: () => number,
  ) {}

  async tenant(): Promise<TenantState> {
    const { state, now } = await lockTenant(this.queries, this.tenantId);
    this.time = this.clock?.() ?? now;
    return state;
  }

  now(): number {
    return this.time;
  }

  records(keys: readonly RecordKey[]): Promise<readonly RecordRow[]> {
    const of = new Columns(keys);
    return this.remembered(`key = any(${of.text((key) => key)})`, of.parameters);
  }

  links(ids: readonly string[]): Promise<readonly StoredLink[]> {
    const of = new Columns(ids);
    const named = of.text((id) => id);
    return findLinks(this.queries, `id = any(${named}) and tenant = ${of.one(this.tenantId)}`, of.parameters);
  }

  linksByReference(references: readonly string[]): Promise<readonly StoredLink[]> {
    const of = new Columns(references);
    const named = of.text((reference) => reference);
    return findLinks(this.queries, `reference = any(${named}) and tenant = ${of.one(this.tenantId)}`, of.parameters);
  }

  async targets(ids: readonly string[]): Promise<readonly Target[]> {
    const of = new Columns(ids);
    const found = await this.queries.query<FoundTarget>(
      `select id, kind, category, members, gone, standing from link
       where id = any(${of.text((id) => id)}) and tenant = ${of.one(this.tenantId)}`,
      of.parameters,
    );
    return found.map(({ id, ...rest }) => ({ linkId: id, ...rest }));
  }

  sharing(kind: Kind, matchKeys: readonly string[], but: readonly RecordKey[]): Promise<readonly RecordRow[]> {
    const of = new Columns(matchKeys);
    const words = of.text((matchKey) => matchWord(this.tenantId, kind, matchKey));
    return this.remembered(
      `key = any(array(
         select m.key from unnest(${words}) as wanted (word)
         join record_match m on m.word = hashtextextended(wanted.word, 0)
         except select unnest(${of.one([...but])}::text[])))
       and kind = ${of.one(kind)}`,
      of.parameters,
    );
  }

  waiting(targets: readonly string[]): Promise<readonly Wait[]> {
    return findWaits(this.queries, targets);
  }

  happened(at: readonly EventAt[]): Promise<readonly EventFound[]> {
    return findEvents(this.queries, this.tenantId, at);
  }

  due(now: number, limit: number): Promise<readonly DueTimer[]> {
    return findDue(this.queries, this.tenantId, now, limit);
  }

  referring(keys: readonly RecordKey[]): Promise<readonly RecordRow[]> {
    const of = new Columns(keys);
    const named = of.text((key) => key);
    const fields = referenceFields.map((field) => `"values" ->> '${field}' = any(${named})`);
    return this.remembered(`tenant = ${of.one(this.tenantId)} and (${fields.join(' or ')})`, of.parameters);
  }

  naming(ids: readonly string[]): Promise<readonly StoredLink[]> {
    const of = new Columns(ids);
    const named = of.text((id) => JSON.stringify(id));
    const isNamed = `exists (select from unnest(${named}) as named where strpos(snapshot, named) > 0)`;
    return findLinks(this.queries, `tenant = ${of.one(this.tenantId)} and ${isNamed}`, of.parameters);
  }

  toldBefore(at: MemberKey, revision: number, page: KeyPage): Promise<readonly RecordRef[]> {
    return findToldBefore(this.queries, `${this.tenantId}/${at}`, revision, page);
  }

  countToldBefore(at: MemberKey, revision: number): Promise<number> {
    return countToldBefore(this.queries, `${this.tenantId}/${at}`, revision);
  }

  waitCounts(target: string): Promise<Readonly<Record<string, number>>> {
    return countWaits(this.queries, target);
  }

  waitingFor(target: string, limit: number): Promise<readonly Wait[]> {
    return someWaits(this.queries, target, limit);
  }

  unsettled(after: string, limit: number): Promise<readonly Placed[]> {
    return this.queries.query<Placed>(
      `select l.id as "linkId", e.position::text as position
       from link l join event e on e.stream = l.id and e.version = l.version
       where l.tenant = $1 and l.standing <> 'agree' and l.id > $2 order by l.id limit $3`,
      [this.tenantId, after, limit],
    );
  }

  unlinked(flow: FlowId, limit: number): Promise<readonly RecordRow[]> {
    return this.remembered(
      `tenant = $1 and category = $2 and link_id is null and not gone and system = 'powerofficego'
       order by key limit $3`,
      [this.tenantId, flows[flow].category, limit],
    );
  }

  founders(flow: FlowId, limit: number, after: RecordKey): Promise<readonly RecordRow[]> {
    return this.remembered(
      `tenant = $1 and category = $2 and link_id is null and not gone and system = 'customhrm'
       and not ours and not left_behind and key > $3
       order by key limit $4`,
      [this.tenantId, flows[flow].category, after, limit],
    );
  }

  erase(erasure: Erasure) {
    return eraseLinks(this.queries, this.tenantId, erasure);
  }

  async save(changes: Changes): Promise<void> {
    const {
      tenant,
      records,
      links,
      waitsAdded,
      waitsEnded,
      timersAdded,
      timersEnded,
      tenantEvents = [],
      audits,
    } = changes;
    if (tenantEvents.length > 0) await appendTenantEvents(this.queries, tenant, tenantEvents);
    await saveLinks(this.queries, this.tenantId, links);
    await saveRecords(this.queries, records, this.read);
    await saveWaits(this.queries, waitsAdded, waitsEnded);
    await saveTimers(this.queries, this.tenantId, timersAdded ?? [], timersEnded ?? []);
    if (audits) await saveAudits(this.queries, this.tenantId, audits);
    await saveTenant(this.queries, tenant);
  }

  private async remembered(where: string, parameters: readonly unknown[]): Promise<readonly RecordRow[]> {
    const rows = await findRecords(this.queries, where, parameters);
    for (const row of rows) this.read.set(row.key, row);
    return rows;
  }
}
