import type { ContactRole, RecordKey } from '@samsvar/contracts';
import { rolesOf } from '../record/fields.js';
import type { RecordRow } from '../record/row.js';
import type { DueSuspect, Suspect } from '../store/suspects.js';

/** What looking for one suspect came to. */
export type Verdict =
  /** Proven, and told. */
  | 'gone'
  | 'left'
  /** Met after all. */
  | 'there'
  /** Missed by a read by id, but so was a record that must be there: nothing is believed. */
  | 'unproven'
  /** It must be looked for again later, or is written to at present. */
  | 'not-yet';

/** What a search asks of a connector and its database; a simulated connector has both in maps. */
export interface Search {
  row(key: RecordKey): Promise<RecordRow | undefined>;
  /** Whether an attempt to write to it is open. */
  isWrittenTo(key: RecordKey): Promise<boolean>;
  /** Whether a read by id finds it, under the role where one is given; what is found is heard. */
  meets(row: RecordRow, role?: ContactRole): Promise<boolean>;
  /** Nothing is suspected of it any more. */
  clear(one: Suspect): Promise<void>;
  /** A read by id did not find it, at this revision of its row; the next one is due some time later. */
  noteUnread(one: Suspect, revision: number): Promise<void>;
  /** The whole record is to be looked for. */
  noteMissed(key: RecordKey): Promise<void>;
  /** A record that must be there, where a read by id finds it now. */
  canary(one: Suspect): Promise<RecordKey | undefined>;
  /** Stores and tells what `proven` makes of the row as it is now, if nobody writes to it; false where nothing was. */
  believe(one: DueSuspect, canary: RecordKey): Promise<boolean>;
}

/** Looks for one suspect by id, and believes that it is gone once that is proven (Inv 19). */
export async function prove(search: Search, one: DueSuspect): Promise<Verdict> {
  const { key, role } = one;
  const row = await search.row(key);
  if (!row || row.gone || (role && !rolesOf(row.values)?.includes(role))) {
    await search.clear(one);
    return 'there';
  }
  if (await search.isWrittenTo(key)) return 'not-yet';
  if (await search.meets(row, role)) return 'there';
  if (one.readAt !== row.revision) {
    await search.noteUnread(one, row.revision);
    return 'not-yet';
  }
  if (role && !(await livesOn(search, key, role))) {
    await search.noteMissed(key);
    return 'not-yet';
  }
  const canary = await search.canary(one);
  if (!canary) return 'unproven';
  if (!(await search.believe(one, canary))) return 'not-yet';
  return role ? 'left' : 'gone';
}

/** A role ends only while another one is read to live on, which is told first; else the contact is looked for. */
async function livesOn(search: Search, key: RecordKey, left: ContactRole): Promise<boolean> {
  const row = await search.row(key);
  const other = row && rolesOf(row.values)?.find((role) => role !== left);
  return other !== undefined && search.meets(row!, other);
}
