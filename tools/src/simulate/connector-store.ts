import type { RecordRef, System, Values } from '@samsvar/contracts';
import { emptyDigest, recordKey, withId } from '@samsvar/contracts';
import {
  type DueSuspect,
  fieldsOf,
  hear,
  isReadSince,
  isSettling,
  markOfReading,
  movedBy,
  type Outcome,
  proven,
  type Reading,
  type RecordRow,
  seenOf,
  settledBy,
  unfound,
} from '@samsvar/connector';
import { AttemptBook } from './attempt-book.js';
import type { Listed, SimResource } from './listed.js';
import { resourceNames } from './resource-names.js';
import { Retelling } from './retelling.js';
import { SuspectBook } from './suspects.js';
import type { Mutation } from './mutation.js';
import { goneTold, keyOfRecord, type Told } from './told.js';

/** A connector's database at one time. */
export interface StoreCopy {
  readonly rows: ReadonlyMap<string, RecordRow>;
  readonly attempts: ReturnType<AttemptBook['copy']>;
  readonly outbox: readonly Told[];
  readonly suspects: ReturnType<SuspectBook['copy']>;
}

/** The database of a connector: a few maps, each method one transaction with the rules of production's. */
export class ConnectorStore {
  readonly attempts: AttemptBook;
  readonly outbox: Told[] = [];
  readonly suspects = new SuspectBook();
  private rows = new Map<string, RecordRow>();
  readonly retelling = new Retelling();
  /** Rows as they were left by readings heard whole: hearing one again on top of them is known to bring nothing. */
  private readonly whole = new WeakMap<Reading, RecordRow>();

  constructor(
    private readonly system: System,
    private readonly now: () => number,
    private readonly mutation: Mutation = {},
  ) {
    this.attempts = new AttemptBook(mutation);
  }

  private keep(key: string, row: RecordRow): void {
    this.rows.set(key, this.mutation.row?.(row) ?? row);
  }

  private on(row: RecordRow | undefined, reading: Reading): RecordRow | undefined {
    return row && (this.mutation.heardOn?.(row, reading) ?? row);
  }

  private tells(told: Told): void {
    this.outbox.push(this.mutation.told?.(told) ?? told);
  }

  row(key: string): RecordRow | undefined {
    return this.rows.get(key);
  }

  /** What it knows a record to hold, by flat name. */
  known(key: string): Values | undefined {
    const row = this.rows.get(key);
    return row && fieldsOf(row.values);
  }

  /**
   * Readings of records with an open attempt are withheld, and read again later; those begun before a failover are not
   * heard. Whether they were.
   */
  hear({ resource, readings, begunAt, pollId }: Listed): boolean {
    if (begunAt < this.attempts.begun) return false;
    let changed = 0;
    for (const reading of readings) {
      const ref = this.refOf(resource, reading);
      const key = recordKey(ref);
      if (this.attempts.withholds(key, markOfReading('default', resource, reading))) continue;
      const before = this.rows.get(key);
      this.suspects.met(key, reading);
      const anew = this.retelling.takes(key);
      if (!anew && before && this.whole.get(reading) === before) continue;
      const now = this.now();
      const heard = hear(this.on(before, reading), reading, { resource, ref, begunAt, now, floor: now, anew });
      if (heard.stored) this.keep(key, heard.row);
      if (heard.whole) this.whole.set(reading, heard.row);
      if (!heard.told) continue;
      changed++;
      this.tells({ type: 'RecordSeen', data: seenOf(heard.row, pollId ?? 'look') });
    }
    if (pollId === undefined || changed === 0) return true;
    const place = { tenant: 'default', system: this.system, resource: resource.name };
    this.tells({ type: 'PollCompleted', data: { ...place, pollId, changed } });
    return true;
  }

  /** Everything as it is stored now. */
  copy(): StoreCopy {
    const [attempts, suspects] = [this.attempts.copy(), this.suspects.copy()];
    return { rows: new Map(this.rows), attempts, outbox: [...this.outbox], suspects };
  }

  /** A failover: everything is as it once was, and is told again. */
  goBack({ rows, attempts, outbox, suspects }: StoreCopy): void {
    this.rows = new Map(rows);
    this.untellAll();
    this.outbox.splice(0, this.outbox.length, ...outbox);
    this.attempts.goBack(attempts, this.now());
    this.suspects.goBack(suspects);
  }

  /** Every row is told again when it is next heard. */
  untellAll(): void {
    this.retelling.begin(this.rows.keys(), resourceNames[this.system], this.now());
  }

  /** A read by id has found nothing; `isTold`: link was told of it once. */
  doubt(ref: RecordRef, isTold: boolean): void {
    const key = recordKey(ref);
    const found = unfound(this.rows.get(key), { ref, isTold, now: this.now() });
    if (!found) return;
    this.keep(key, found.row);
    if (found.isSuspect) this.suspects.note({ key }, false);
    else this.tells(goneTold(found.row));
  }

  private refOf({ name }: SimResource, { id, parent }: Reading): RecordRef {
    return { tenant: 'default', system: this.system, resource: name, id, ...(parent !== undefined && { parent }) };
  }

  /** A listing was complete: told after everything it named. */
  claim(resource: SimResource['name'], ids: readonly string[]): void {
    const digest = ids.reduce(withId, emptyDigest);
    const scan = { tenant: 'default', system: this.system, resource, scanId: 's', count: ids.length, digest };
    this.outbox.push({ type: 'ScanCompleted', data: { ...scan, ...this.retelling.listed(resource) } });
  }

  /**
   * Stores what became of an attempt, unless another process has settled it meanwhile. Answers the record whose
   * readings were withheld for it.
   */
  end(outcome: Outcome, resource: SimResource, owner: number): RecordRef | undefined {
    if (!isSettling(outcome)) {
      const { attempt, ...moved } = movedBy(outcome);
      this.attempts.move({ ...attempt, tries: attempt.tries + 1 }, { owner, now: this.now() }, moved);
      return undefined;
    }
    const { attempt } = outcome;
    if (!isReadSince(outcome, this.attempts.begun)) return undefined;
    const settled = this.attempts.settle({ attempt, isDone: outcome.end === 'done' }, owner);
    if (!settled) return undefined;
    const key = keyOfRecord(outcome);
    const before = key === undefined ? undefined : this.rows.get(key);
    const { row, answer } = settledBy(outcome, before, {
      system: this.system,
      resource,
      now: this.now(),
      floor: this.now(),
    });
    if (row) this.keep(recordKey(row.ref), row);
    if (key !== undefined && outcome.end === 'gone') this.suspects.note({ key }, false);
    if (key !== undefined && outcome.end !== 'gone' && outcome.end !== 'refused') this.suspects.clear({ key });
    this.tells({ type: 'WriteAnswered', data: answer });
    return settled.withheld ? attempt.command.ref : undefined;
  }

  /** The rows of a resource. */
  rowsOf({ name }: SimResource): readonly (readonly [string, RecordRow])[] {
    return [...this.rows].filter(([, { ref }]) => ref.resource === name);
  }

  /** A record, or a role of one, is proven gone: stored and told, unless somebody writes to it or it was heard of. */
  believe(one: DueSuspect): boolean {
    if (this.attempts.withholds(one.key, undefined)) return false;
    const row = this.rows.get(one.key);
    const next = row && proven(row, one, this.now());
    if (!next) return false;
    this.rows.set(one.key, next);
    this.suspects.clear(one);
    if (next.gone) this.tells(goneTold(next));
    else this.tells({ type: 'RecordSeen', data: seenOf(next, 'look') });
    return true;
  }

  /** Takes what was told out of the outbox, unless somebody has. */
  markTold(told: Told): void {
    const at = this.outbox.indexOf(told);
    if (at >= 0) this.outbox.splice(at, 1);
  }
}
