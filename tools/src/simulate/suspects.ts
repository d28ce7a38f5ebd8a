import type { ContactRole, RecordKey } from '@samsvar/contracts';
import {
  type DueSuspect,
  isNamedBy,
  missedBy,
  type Reading,
  type RecordRow,
  rolesOf,
  type Suspect,
} from '@samsvar/connector';

/** A suspect as it is kept. */
interface Kept extends DueSuspect {
  /** A complete listing has missed it. */
  readonly missed: boolean;
  /** When a read by id found nothing, in milliseconds of the world. */
  readonly readAtMs?: number;
}

const nameOf = ({ key, role }: Suspect): string => `${key} ${role ?? ''}`;

/** The table of suspects: it outlives the processes of a connector. */
export class SuspectBook {
  private all = new Map<string, Kept>();

  /** The rows as they are, to go back to. */
  copy(): ReadonlyMap<string, Kept> {
    return new Map(this.all);
  }

  goBack(all: ReadonlyMap<string, Kept>): void {
    this.all = new Map(all);
  }

  note(one: Suspect, missed: boolean): void {
    const known = this.all.get(nameOf(one));
    this.all.set(nameOf(one), { ...one, ...known, missed: missed || known?.missed === true });
  }

  noteUnread(one: Suspect, readAt: number, now: number): void {
    const known = this.all.get(nameOf(one));
    if (known) this.all.set(nameOf(one), { ...known, readAt, readAtMs: now });
  }

  clear(one: Suspect): void {
    this.all.delete(nameOf(one));
  }

  /** Somebody was met: under the roles a reading shows. */
  met(key: RecordKey, { values }: Reading): void {
    this.clear({ key });
    for (const role of rolesOf(values) ?? []) this.clear({ key, role });
  }

  isSuspected(key: RecordKey): boolean {
    return this.of(key).length > 0;
  }

  due(now: number, apartMs: number): readonly DueSuspect[] {
    return [...this.all.values()].filter(({ missed, readAtMs = -Infinity }) => missed && readAtMs + apartMs <= now);
  }

  /** Compares a complete listing with the rows that are there; answers those a write missed and it names. */
  compare(
    rows: Iterable<readonly [RecordKey, RecordRow]>,
    listed: ReadonlyMap<string, readonly ContactRole[]>,
  ): readonly Suspect[] {
    const named: Suspect[] = [];
    for (const [key, row] of rows) {
      if (row.gone) continue;
      const roles = listed.get(row.ref.id);
      for (const one of missedBy(roles, key, rolesOf(row.values) ?? [])) this.note(one, true);
      for (const one of this.of(key).filter((kept) => isNamedBy(roles, kept))) {
        if (one.missed) this.clear(one);
        else named.push(one);
      }
    }
    return named;
  }

  private of(key: RecordKey): readonly Kept[] {
    return [...this.all.values()].filter((one) => one.key === key);
  }
}
