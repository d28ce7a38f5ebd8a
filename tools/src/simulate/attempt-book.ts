import type { NativeWriteRecord } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { type Attempt, heldForSeconds, takenOver } from '@samsvar/connector';
import type { Move, Mutation } from './mutation.js';

/** An attempt as a connector's database keeps it. */
export interface Kept {
  readonly attempt: Attempt;
  /** When it may be tried again, and until when it is its owner's alone, in milliseconds of the world. */
  readonly readyAt: number;
  readonly owner: number;
  readonly heldUntil: number;
  /** A reading of its record was withheld meanwhile. */
  readonly withheld: boolean;
  /** What marks the record that is born of it. */
  readonly mark: string | undefined;
}

/** A command, and what marks the record that is born of it. */
export interface Noted {
  readonly command: NativeWriteRecord;
  readonly mark: string | undefined;
}

/** What is left of a hold may be spent on the way to the system, as in production's hands. */
const spareMs = 2_000;
const heldForMs = heldForSeconds * 1_000;
const keyOf = ({ ticket }: NativeWriteRecord): string => `${ticket.linkId}/${ticket.resource}`;
const isOpen = ({ attempt }: Kept) => attempt.state !== 'settled';

/** The table of attempts: one row per member of a link, with the rules of production's statements over it. */
export class AttemptBook {
  private readonly kept = new Map<string, Kept>();
  private readonly openKeys = new Set<string>();

  /** The process that holds on to what it has, as long as it lives. */
  private holder = 1;

  constructor(private readonly mutation: Mutation = {}) {}

  /** Notes a command, unless it repeats one that is known; creates count as sent at once. */
  note({ command, mark }: Noted, owner: number, now: number): void {
    const known = this.kept.get(keyOf(command));
    const isRepeat = known && known.attempt.command.ticket.n >= command.ticket.n;
    if (isRepeat && !this.mutation.notesRepeats) return;
    const state = command.op === 'create' ? ('sent' as const) : ('asked' as const);
    const attempt: Attempt = { command, state, bulk: false, tries: 0 };
    this.store({ attempt, readyAt: now, owner, heldUntil: now + heldForMs, withheld: false, mark });
  }

  private store(kept: Kept): void {
    const key = keyOf(kept.attempt.command);
    this.kept.set(key, kept);
    if (isOpen(kept)) this.openKeys.add(key);
    else this.openKeys.delete(key);
  }

  open(): readonly Kept[] {
    return [...this.openKeys].map((key) => this.kept.get(key)!);
  }

  /** What this owner may try now; what nobody holds any more is taken over. */
  due(owner: number, now: number): readonly Attempt[] {
    return this.open().flatMap((kept): readonly Attempt[] => {
      if (kept.readyAt > now) return [];
      if (kept.owner === owner) return [kept.attempt];
      if (kept.heldUntil > now) return [];
      const attempt = takenOver({ ...kept.attempt, note: kept.attempt.note ?? null });
      this.store({ ...kept, attempt, owner, heldUntil: now + heldForMs });
      return [attempt];
    });
  }

  /** Its process stops holding on to what it has: others may take it when the time is up. */
  letGo(owner: number, now: number): void {
    this.holder = owner + 1;
    for (const kept of this.open()) if (kept.owner === owner) this.store({ ...kept, heldUntil: now + heldForMs });
  }

  /** Moves an attempt on; whether it was this owner's to move. */
  move(attempt: Attempt, { owner, now }: { owner: number; now: number }, moved: Move): boolean {
    const kept = this.current(attempt);
    if (!kept || (kept.owner !== owner && !this.mutation.ownerless)) return false;
    const move = this.mutation.move?.(moved) ?? moved;
    const note = move.note ?? kept.attempt.note;
    const next = { ...attempt, state: move.state, ...(note && { note }) };
    this.store({ ...kept, attempt: next, readyAt: now + move.waitMs });
    return true;
  }

  /** Whether a request of this attempt may still leave: its owner holds it, with a little to spare. */
  mayGo(attempt: Attempt, owner: number, now: number): boolean {
    if (this.mutation.ownerless) return true;
    const kept = this.current(attempt);
    return kept?.owner === owner && (owner === this.holder || now < kept.heldUntil - spareMs);
  }

  private current({ command }: Attempt): Kept | undefined {
    const kept = this.kept.get(keyOf(command));
    return kept && isOpen(kept) && kept.attempt.command.ticket.n === command.ticket.n ? kept : undefined;
  }

  /** Settles an attempt, unless somebody has; says whether readings were withheld for it. */
  settle(attempt: Attempt): { readonly withheld: boolean } | undefined {
    const kept = this.current(attempt);
    if (!kept) return undefined;
    this.store({ ...kept, attempt: { ...kept.attempt, state: 'settled' } });
    return { withheld: kept.withheld };
  }

  /** Whether an open attempt is about this record, or one so marked is being born; noted, so that it is read again. */
  withholds(key: string, marked: string | undefined): boolean {
    if (this.openKeys.size === 0) return false;
    const { hearsWhileOpen } = this.mutation;
    const about = this.open().filter(
      ({ attempt: { command }, mark }) =>
        (hearsWhileOpen !== 'record' && command.ref && recordKey(command.ref) === key) ||
        (hearsWhileOpen !== 'birth' && marked !== undefined && mark === marked),
    );
    for (const kept of about) if (!kept.withheld) this.store({ ...kept, withheld: true });
    return about.length > 0;
  }

  /** When the next open attempt may be tried or taken over; nothing is open at `Infinity`. */
  nextDue(owner: number): number {
    return Math.min(...this.open().map((kept) => Math.max(kept.readyAt, kept.owner === owner ? 0 : kept.heldUntil)));
  }
}
