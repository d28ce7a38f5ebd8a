import type { NativeWriteRecord } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { type Attempt, type Ending, heldForSeconds, takenOver } from '@samsvar/connector';
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
/** Nobody's: whoever comes first takes it up. */
const unheld = { owner: 0, heldUntil: 0 };
/** As long as production leaves alone what a store of before may have sent. */
const doubtedForMs = 20_000;
const isOpen = ({ attempt }: Kept) => attempt.state !== 'settled';

/** The table of attempts: one row per member of a link, with the rules of production's statements over it. */
export class AttemptBook {
  private kept = new Map<string, Kept>();
  private openKeys = new Set<string>();
  /** When the present history of the database began: what was decided before may have been carried out. */
  begun = 0;
  /** What marked births whose answer was never heard, where another of another mark has taken their place. */
  readonly marksLost = new Set<string>();

  /** The rows as they are, to go back to. */
  copy(): ReadonlyMap<string, Kept> {
    return new Map(this.kept);
  }

  /** The rows are as they once were; nothing that was noted and not sent is trusted to be unsent. */
  goBack(kept: ReadonlyMap<string, Kept>, now: number): void {
    this.kept = new Map(kept);
    this.openKeys = new Set();
    this.begun = now;
    for (const one of kept.values()) {
      const { state, command } = one.attempt;
      const isUnmarked = command.op === 'create' && one.mark !== command.reference;
      const isDoubted = state === 'asked' || (state === 'sent' && isUnmarked);
      const doubted = {
        ...one,
        attempt: { ...one.attempt, state: 'doubted' as const },
        ...unheld,
        readyAt: Math.max(one.readyAt, now + doubtedForMs),
      };
      this.store(isDoubted ? doubted : { ...one, ...unheld });
    }
  }

  /** The process that holds on to what it has, as long as it lives. */
  private holder = 1;

  constructor(private readonly mutation: Mutation = {}) {}

  /** Notes a command, unless it repeats one that is known; creates count as sent at once. */
  note({ command, mark }: Noted, owner: number, now: number): void {
    const known = this.kept.get(keyOf(command));
    const isRepeat = known && known.attempt.command.ticket.n >= command.ticket.n;
    if (isRepeat && !this.mutation.notesRepeats) return;
    if (!isRepeat && known && isOpen(known) && known.attempt.state !== 'asked')
      return this.takePlace(known, { command, mark }, now);
    const isDoubted = command.ticket.n < this.begun;
    const state = isDoubted ? ('doubted' as const) : command.op === 'create' ? ('sent' as const) : ('asked' as const);
    const attempt: Attempt = { command, state, bulk: false, tries: 0 };
    const held = isDoubted
      ? { ...unheld, readyAt: now + doubtedForMs }
      : { owner, heldUntil: now + heldForMs, readyAt: now };
    this.store({ attempt, ...held, withheld: false, mark });
  }

  /** What takes the place of a write that may be on its way inherits its note and its wait. */
  private takePlace(
    { attempt: { note, state }, readyAt, withheld, mark: before }: Kept,
    { command, mark }: Noted,
    now: number,
  ): void {
    if (before !== undefined && before !== mark) this.marksLost.add(before);
    const inherited = state === 'applied' ? ('sent' as const) : state;
    const noted = note && { note: { ...note, inherited: true as const } };
    const attempt: Attempt = { command, state: inherited, bulk: false, tries: 0, ...noted };
    this.store({ attempt, ...unheld, readyAt: Math.max(readyAt, now), withheld, mark });
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

  /** Settles an attempt, unless somebody has or it is another's now; says whether readings were withheld for it. */
  settle({ attempt, isDone }: Ending, owner: number): { readonly withheld: boolean } | undefined {
    const kept = this.current(attempt);
    if (!kept || (!isDone && kept.owner !== owner && !this.mutation.ownerless)) return undefined;
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
