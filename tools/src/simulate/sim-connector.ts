import type { NativeRecordSeen, NativeWriteAnswered, NativeWriteRecord, RecordRef, System } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import {
  type Attempt,
  execute,
  hear,
  isSettling,
  movedBy,
  type Outcome,
  type Reading,
  type RecordRow,
  type Resource,
  settledBy,
} from '@samsvar/connector';

export type Told =
  | { readonly type: 'RecordSeen'; readonly data: NativeRecordSeen }
  | { readonly type: 'WriteAnswered'; readonly data: NativeWriteAnswered };

export interface SimConnectorOptions {
  readonly system: System;
  readonly resources: readonly Resource[];
  readonly tell: (told: Told) => void;
  readonly now: () => number;
  /** Whether the process dies now; asked at each point of a write. */
  readonly crash: () => boolean;
}

/** What is stored of a write: production's attempt, and when it may be tried again. */
interface Stored {
  readonly attempt: Attempt;
  readonly readyAt: number;
}

/** How long an attempt that was noted is left alone after a crash. */
const quarantineMs = 15_000;

/**
 * A connector whose database is two maps and whose work is production's: readings are heard by `hear`, writes are tried
 * by `execute` and stored by `settledBy`. At any point of a write it may die; only what is in the maps is left.
 */
export class SimConnector {
  private readonly rows = new Map<string, RecordRow>();
  private readonly attempts = new Map<string, Stored>();
  private readonly rereads: RecordRef[] = [];

  constructor(private readonly options: SimConnectorOptions) {}

  /** Hears readings of one resource; those of records with an open attempt are withheld and read again later. */
  hear(resource: Resource, readings: readonly Reading[], begunAt: number): void {
    const { system, now } = this.options;
    for (const reading of readings) {
      const ref: RecordRef = {
        tenant: 'default',
        system,
        resource: resource.name,
        id: reading.id,
        ...(reading.parent !== undefined && { parent: reading.parent }),
      };
      if (this.isWithheld(ref, reading)) continue;
      const heard = hear(this.rows.get(recordKey(ref)), reading, { resource, ref, begunAt, now: now() });
      if (heard.stored) this.rows.set(recordKey(ref), heard.row);
      if (heard.told) this.options.tell({ type: 'RecordSeen', data: seenOf(heard.row) });
    }
  }

  private isWithheld(ref: RecordRef, reading: Reading): boolean {
    const open = this.openAttempts();
    const mine = open.some(({ command }) => command.ref && recordKey(command.ref) === recordKey(ref));
    if (mine) this.rereads.push(ref);
    return (
      mine || (reading.reference !== undefined && open.some(({ command }) => command.reference === reading.reference))
    );
  }

  private openAttempts(): readonly Attempt[] {
    return [...this.attempts.values()].map(({ attempt }) => attempt).filter(({ state }) => state !== 'settled');
  }

  /** Notes a command, unless it repeats one that is known; creates count as sent at once. */
  take(command: NativeWriteRecord): void {
    const known = this.attempts.get(keyOf(command));
    if (known && known.attempt.command.ticket.n >= command.ticket.n) return;
    const state = command.op === 'create' ? 'sent' : 'asked';
    this.store({ command, state, bulk: false, tries: 0 }, this.options.now());
  }

  private store(attempt: Attempt, readyAt: number): void {
    this.attempts.set(keyOf(attempt.command), { attempt, readyAt });
  }

  open(): number {
    return this.openAttempts().length;
  }

  /** When the next open attempt may be tried, on the world's clock; nothing is open at `Infinity`. */
  nextDue(): number {
    const open = [...this.attempts.values()].filter(({ attempt }) => attempt.state !== 'settled');
    return Math.min(...open.map(({ readyAt }) => readyAt));
  }

  /** Works on what is due, then reads again what was withheld. */
  async work(): Promise<void> {
    const now = this.options.now();
    for (const { attempt, readyAt } of [...this.attempts.values()]) {
      if (attempt.state !== 'settled' && readyAt <= now) await this.tryOnce(attempt);
    }
    for (const ref of this.rereads.splice(0)) {
      const resource = this.resourceOf(ref.resource);
      const reading = await resource.read(ref);
      if (reading) this.hear(resource, [reading], now);
    }
  }

  private resourceOf(name: string): Resource {
    return this.options.resources.find((resource) => resource.name === name)!;
  }

  /** Tries an attempt; a process that dies on the way leaves what it had stored until then. */
  private async tryOnce(attempt: Attempt): Promise<void> {
    const { command } = attempt;
    const { now, crash } = this.options;
    if (crash()) return;
    let dead = false;
    const note = async (noted: NonNullable<Attempt['note']>) => {
      if (dead) throw new Error('nobody is left to go on');
      this.store({ ...attempt, state: 'sent', note: noted }, now() + quarantineMs);
      dead = crash();
      if (dead) throw new Error('died after noting, before the call');
    };
    const resource = this.resourceOf(command.ticket.resource);
    const row = command.ref && this.rows.get(recordKey(command.ref));
    const outcome = await execute({ attempt, resource, row, note, clock: { now, pause: async () => undefined } });
    if (!dead && !crash()) this.end(outcome, resource);
  }

  private end(outcome: Outcome, resource: Resource): void {
    const { system, now, tell } = this.options;
    if (!isSettling(outcome)) {
      const { attempt, state, note, waitMs } = movedBy(outcome);
      this.store({ ...attempt, state, tries: attempt.tries + 1, ...(note && { note }) }, now() + waitMs);
      return;
    }
    const { attempt } = outcome;
    const key = keyOfRecord(outcome);
    const { row, answer } = settledBy(outcome, key === undefined ? undefined : this.rows.get(key), {
      system,
      resource,
      now: now(),
    });
    if (row) this.rows.set(recordKey(row.ref), row);
    this.store({ ...attempt, state: 'settled' }, 0);
    tell({ type: 'WriteAnswered', data: answer });
  }
}

const keyOf = ({ ticket }: NativeWriteRecord): string => `${ticket.linkId}/${ticket.resource}`;

function keyOfRecord(outcome: Extract<Outcome, { end: string }>): string | undefined {
  const { command } = outcome.attempt;
  if (command.ref) return recordKey(command.ref);
  if (outcome.end !== 'done') return undefined;
  const { system, resource } = command.ticket;
  return recordKey({ tenant: command.tenant, system, resource, id: outcome.stored.reading.id });
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
