import type { NativeWriteRecord } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { type Attempt, heldForSeconds, takenOver } from '@samsvar/connector';

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

type Moved = Pick<Attempt, 'state'> & { readonly note?: NonNullable<Attempt['note']>; readonly waitMs: number };

const heldForMs = heldForSeconds * 1_000;
const keyOf = ({ ticket }: NativeWriteRecord): string => `${ticket.linkId}/${ticket.resource}`;
const isOpen = ({ attempt }: Kept) => attempt.state !== 'settled';

/** The table of attempts: one row per member of a link, with the rules of production's statements over it. */
export class AttemptBook {
  private readonly kept = new Map<string, Kept>();
  private readonly openKeys = new Set<string>();

  /** Notes a command, unless it repeats one that is known; creates count as sent at once. */
  note({ command, mark }: Noted, owner: number, now: number): void {
    const known = this.kept.get(keyOf(command));
    if (known && known.attempt.command.ticket.n >= command.ticket.n) return;
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
    for (const kept of this.open()) if (kept.owner === owner) this.store({ ...kept, heldUntil: now + heldForMs });
  }

  /** Moves an attempt on; whether it was this owner's to move. */
  move(attempt: Attempt, { owner, now }: { owner: number; now: number }, moved: Moved): boolean {
    const kept = this.current(attempt);
    if (!kept || kept.owner !== owner) return false;
    const note = moved.note ?? kept.attempt.note;
    const next = { ...attempt, state: moved.state, ...(note && { note }) };
    this.store({ ...kept, attempt: next, readyAt: now + moved.waitMs });
    return true;
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
    const about = this.open().filter(
      ({ attempt: { command }, mark }) =>
        (command.ref && recordKey(command.ref) === key) || (marked !== undefined && mark === marked),
    );
    for (const kept of about) if (!kept.withheld) this.store({ ...kept, withheld: true });
    return about.length > 0;
  }

  /** When the next open attempt may be tried or taken over; nothing is open at `Infinity`. */
  nextDue(owner: number): number {
    return Math.min(...this.open().map((kept) => Math.max(kept.readyAt, kept.owner === owner ? 0 : kept.heldUntil)));
  }
}
