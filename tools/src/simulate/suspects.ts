import type { ContactRole, RecordKey } from '@samsvar/contracts';
import { type Reading, rolesOf, type RecordRow } from '@samsvar/connector';

/** A record that may be gone, or a role that may have been left, as a connector's table of suspects has it. */
export interface SimSuspect {
  readonly key: RecordKey;
  readonly role?: ContactRole;
  /** A complete listing has missed it. */
  missed: boolean;
  /** When a read by id found nothing, and at which revision of its row. */
  read?: { readonly at: number; readonly revision: number };
}

const nameOf = ({ key, role }: Pick<SimSuspect, 'key' | 'role'>): string => `${key} ${role ?? ''}`;

/** Who may be gone, as production keeps it in a table: it outlives the processes of a connector. */
export class SuspectBook {
  private readonly all = new Map<string, SimSuspect>();

  note(one: Pick<SimSuspect, 'key' | 'role'>, missed: boolean): void {
    const known = this.all.get(nameOf(one));
    if (known) known.missed ||= missed;
    else this.all.set(nameOf(one), { ...one, missed });
  }

  clear(one: Pick<SimSuspect, 'key' | 'role'>): void {
    this.all.delete(nameOf(one));
  }

  /** Somebody was met: under the roles a reading shows. */
  met(key: RecordKey, { values }: Reading): void {
    this.clear({ key });
    for (const role of rolesOf(values) ?? []) this.clear({ key, role });
  }

  isSuspected(key: RecordKey): boolean {
    return [...this.all.values()].some((one) => one.key === key);
  }

  due(now: number, apartMs: number): readonly SimSuspect[] {
    return [...this.all.values()].filter(({ missed, read }) => missed && (!read || read.at + apartMs <= now));
  }

  /** Compares a complete listing with the rows that are there; answers those a write missed and it names. */
  compare(rows: Iterable<readonly [RecordKey, RecordRow]>, listed: ReadonlyMap<string, readonly ContactRole[]>) {
    const named: SimSuspect[] = [];
    for (const [key, row] of rows) {
      const roles = listed.get(row.ref.id);
      if (row.gone) continue;
      if (!roles) this.note({ key }, true);
      else for (const role of rolesOf(row.values) ?? []) if (!roles.includes(role)) this.note({ key, role }, true);
      for (const one of [...this.all.values()].filter((other) => other.key === key)) {
        if (!roles || (one.role && !roles.includes(one.role))) continue;
        if (one.missed) this.clear(one);
        else named.push(one);
      }
    }
    return named;
  }
}
