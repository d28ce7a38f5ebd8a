import type { NativeRecordSeen, NativeWriteAnswered, NativeWriteRecord, RecordRef, System } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import {
  echoed,
  type Hearing,
  hear,
  mayWrite,
  only,
  type Reading,
  recover,
  type RecordRow,
  settleDone,
  settleUnsent,
} from '@samsvar/connector';

/** What calling a system came to. */
export type Called =
  | { readonly outcome: 'done'; readonly reading?: Reading }
  | { readonly outcome: 'stale' }
  /** The request or its answer was lost. */
  | { readonly outcome: 'lost' };

/** A system as the simulated connector reaches it. */
export interface Reach {
  readonly system: System;
  readonly resource: (name: string) => Hearing;
  readonly enforcesVersion: boolean;
  read(ref: RecordRef, role: NativeWriteRecord['role']): Reading;
  update(write: {
    ref: RecordRef;
    role: NativeWriteRecord['role'];
    values: NativeWriteRecord['values'];
    expected: NativeWriteRecord['values'];
    version: string | undefined;
  }): Called;
  create(command: NativeWriteRecord): Called;
}

interface Attempt {
  readonly command: NativeWriteRecord;
  state: 'asked' | 'sent' | 'applied' | 'settled';
  note?: {
    readonly sent: readonly string[];
    readonly before: { readonly version?: string; readonly stamps: RecordRow['stamps'] };
  };
  readyAt: number;
}

export type Told =
  | { readonly type: 'RecordSeen'; readonly data: NativeRecordSeen }
  | { readonly type: 'WriteAnswered'; readonly data: NativeWriteAnswered };

const quarantineMs = 15_000;

/**
 * A connector whose database is two maps and whose decisions are production's: hear, mayWrite, settle, recover. Between
 * any two of its steps it may crash; only what is in the maps is left.
 */
export class SimConnector {
  private readonly rows = new Map<string, RecordRow>();
  private readonly attempts = new Map<string, Attempt>();
  private readonly rereads: RecordRef[] = [];

  constructor(
    private readonly reach: Reach,
    private readonly tell: (told: Told) => void,
  ) {}

  /** Hears readings of one resource; those of records with an open attempt are withheld and read again later. */
  hear(resource: string, readings: readonly Reading[], begunAt: number, now: number): void {
    for (const reading of readings) {
      const ref: RecordRef = {
        tenant: 'default',
        system: this.reach.system,
        resource: resource as RecordRef['resource'],
        id: reading.id,
        ...(reading.parent !== undefined && { parent: reading.parent }),
      };
      if (this.isWithheld(ref, reading)) continue;
      const heard = hear(this.rows.get(recordKey(ref)), reading, {
        resource: this.reach.resource(resource),
        ref,
        begunAt,
        now,
      });
      if (heard.stored) this.rows.set(recordKey(ref), heard.row);
      if (heard.told) this.tell({ type: 'RecordSeen', data: seenOf(heard.row) });
    }
  }

  private isWithheld(ref: RecordRef, reading: Reading): boolean {
    const open = [...this.attempts.values()].filter(({ state }) => state !== 'settled');
    const mine = open.some(({ command }) => command.ref && recordKey(command.ref) === recordKey(ref));
    if (mine) this.rereads.push(ref);
    return (
      mine || (reading.reference !== undefined && open.some(({ command }) => command.reference === reading.reference))
    );
  }

  take(command: NativeWriteRecord, now: number): void {
    const key = `${command.ticket.linkId}/${command.ticket.resource}`;
    const known = this.attempts.get(key);
    if (known && known.command.ticket.n >= command.ticket.n) return;
    this.attempts.set(key, { command, state: 'asked', readyAt: now });
  }

  open(): number {
    return [...this.attempts.values()].filter(({ state }) => state !== 'settled').length;
  }

  /** Works on what is due; `crash` says whether the process dies between the call and the settling. */
  work(now: number, crash: () => boolean): void {
    for (const attempt of this.attempts.values()) {
      if (attempt.state === 'settled' || attempt.readyAt > now) continue;
      this.attempt(attempt, now, crash);
    }
    for (const ref of this.rereads.splice(0)) this.hear(ref.resource, [this.reach.read(ref, undefined)], now, now);
  }

  private attempt(attempt: Attempt, now: number, crash: () => boolean): void {
    const { command } = attempt;
    if (command.op === 'create') return this.create(attempt, now, crash);
    if (attempt.state === 'applied') return this.readStored(attempt, now);
    if (attempt.state === 'sent') return this.recovered(attempt, now, crash);
    this.update(attempt, now, crash);
  }

  private look({ command }: Attempt): Reading {
    return this.reach.read(command.ref!, command.role);
  }

  private readStored(attempt: Attempt, now: number): void {
    const { values, role } = attempt.command;
    const reading = this.look(attempt);
    const sent = echoed(reading, { values, sent: attempt.note!.sent, ...(role && { role }) });
    this.done(attempt, reading, { now, sent });
  }

  private create(attempt: Attempt, now: number, crash: () => boolean): void {
    attempt.state = 'sent';
    const called = this.reach.create(attempt.command);
    if (crash() || called.outcome !== 'done') return;
    const { values } = attempt.command;
    this.done(attempt, called.reading!, { now, sent: echoed(called.reading!, { values, sent: Object.keys(values) }) });
  }

  private update(attempt: Attempt, now: number, crash: () => boolean): void {
    const { command } = attempt;
    const key = recordKey(command.ref!);
    if (!this.reach.enforcesVersion) this.keepLook(attempt, this.look(attempt), now);
    const row = this.rows.get(key);
    const verdict = mayWrite(row, command);
    if (verdict.verdict !== 'write') return this.unsent(attempt, verdict.verdict);
    const sent = verdict.fields;
    attempt.state = 'sent';
    attempt.note = {
      sent,
      before: { stamps: row!.stamps, ...(row!.version !== undefined && { version: row!.version }) },
    };
    attempt.readyAt = now + quarantineMs;
    const called = this.reach.update({
      ref: command.ref!,
      role: command.role,
      values: only(command.values, sent),
      expected: only(command.expected, sent),
      version: row!.version,
    });
    if (crash() || called.outcome === 'lost') return;
    if (called.outcome === 'stale') return this.notExpected(attempt, now);
    if (called.reading) return this.done(attempt, called.reading, { now, sent });
    attempt.state = 'applied';
    attempt.readyAt = now + this.reach.resource(command.ticket.resource).abilities.settleAfterMs;
  }

  /** A precondition failed: nothing went out; look, and either try again or answer stale. */
  private notExpected(attempt: Attempt, now: number): void {
    attempt.state = 'asked';
    attempt.readyAt = now + 1_000;
    this.keepLook(attempt, this.look(attempt), now);
    const verdict = mayWrite(this.rows.get(recordKey(attempt.command.ref!)), attempt.command);
    if (verdict.verdict === 'stale') this.unsent(attempt, 'stale');
  }

  private recovered(attempt: Attempt, now: number, crash: () => boolean): void {
    const { command, note } = attempt;
    const reading = this.look(attempt);
    const resource = this.reach.resource(command.ticket.resource);
    const unknown = {
      values: command.values,
      sent: note!.sent,
      before: note!.before,
      ...(command.role && { role: command.role }),
    };
    const found = recover(unknown, reading, resource);
    if (found.recovery === 'done') return this.done(attempt, reading, { now, sent: note!.sent });
    this.keepLook(attempt, reading, now);
    if (found.recovery === 'stale') return this.unsent(attempt, 'stale', found.ambiguous);
    attempt.state = 'asked';
    this.update(attempt, now, crash);
  }

  private keepLook({ command }: Attempt, reading: Reading, now: number): void {
    const key = recordKey(command.ref!);
    const resource = this.reach.resource(command.ticket.resource);
    const { row, stored } = hear(this.rows.get(key), reading, { resource, ref: command.ref!, begunAt: now, now });
    if (stored) this.rows.set(key, row);
  }

  private done(attempt: Attempt, reading: Reading, { now, sent }: { now: number; sent: readonly string[] }): void {
    const { ticket, role, ref: known } = attempt.command;
    const ref: RecordRef = known ?? {
      tenant: 'default',
      system: this.reach.system,
      resource: ticket.resource,
      id: reading.id,
    };
    const context = { resource: this.reach.resource(ticket.resource), ref, begunAt: now, now };
    const { row, answer } = settleDone(this.rows.get(recordKey(ref)), reading, context, {
      ticket,
      sent,
      ...(role && { role }),
    });
    if (row) this.rows.set(recordKey(ref), row);
    this.settle(attempt, answer);
  }

  private unsent(attempt: Attempt, outcome: 'same' | 'stale' | 'gone', ambiguous?: readonly string[]): void {
    const row = this.rows.get(recordKey(attempt.command.ref!));
    const { answer } = settleUnsent(row, attempt.command.ticket, outcome, ambiguous ? { ambiguous } : {});
    this.settle(attempt, answer);
  }

  private settle(attempt: Attempt, answer: NativeWriteAnswered): void {
    attempt.state = 'settled';
    this.tell({ type: 'WriteAnswered', data: answer });
  }
}

const seenOf = (row: RecordRow): NativeRecordSeen => ({
  ref: row.ref,
  values: row.values,
  stamps: { ...row.stamps },
  incarnation: row.incarnation,
  revision: row.revision,
  pollId: 'poll',
  ...(row.reference !== undefined && { reference: row.reference }),
});
