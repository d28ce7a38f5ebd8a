import type { ContactRole, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Sql, StoredTelling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import type { Reading } from '../port.js';
import { rolesOf } from '../record/fields.js';
import { buried, withoutRole } from '../record/gone.js';
import type { RecordRow } from '../record/row.js';
import { withheldBy } from '../store/attempts.js';
import { isAttemptOpen } from '../store/holds.js';
import { readRows, writeRows } from '../store/records.js';
import type { DueSuspect, Suspect } from '../store/suspects.js';
import { canaryFor, clearSuspects, noteSuspects, noteUnread } from '../store/suspects.js';
import { hearReadings } from './hear-readings.js';
import type { Kit } from './kit.js';
import { resourceOf } from './kit.js';
import type { Place } from './poll.js';
import { goneTold, seenTold } from './told.js';

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

/** Looks for one suspect by id, and believes that it is gone once that is proven (Inv 19). */
export async function prove(kit: Kit, place: Place, one: DueSuspect, pollId: string): Promise<Verdict> {
  const row = (await readRows(kit.database, [one.key])).get(one.key);
  if (!row || row.gone || (one.role && !rolesOf(row.values)?.includes(one.role))) {
    await clearSuspects(kit.database, [one]);
    return 'there';
  }
  if (await isAttemptOpen(kit.database, one.key)) return 'not-yet';
  if (await met(kit, place, row, { pollId, ...(one.role && { role: one.role }) })) return 'there';
  if (one.readAt !== row.revision) {
    await noteUnread(kit.database, one, row.revision);
    return 'not-yet';
  }
  return one.role ? leaves(kit, place, { key: one.key, role: one.role }, pollId) : goes(kit, place, one, pollId);
}

/** A write did not find whom a listing names: a read by id tells it, changed or not, since somebody waits for that. */
export async function reassure(kit: Kit, place: Place, one: Suspect, pollId: string): Promise<void> {
  const row = (await readRows(kit.database, [one.key])).get(one.key);
  if (row && !row.gone) await met(kit, place, row, { pollId });
}

/** Reads by id, under the role that is looked for; what is found is heard, and nothing is suspected of it any more. */
async function met(
  kit: Kit,
  { tenant, resource }: Place,
  { ref }: RecordRow,
  { role, pollId }: { readonly role?: ContactRole; readonly pollId: string },
): Promise<Reading | undefined> {
  const begunAt = kit.clock.now();
  const found = await resource.read(ref, role, { bulk: true });
  if (found) await hearReadings(kit, { tenant, resource, readings: [found], begunAt, pollId, always: true });
  return found;
}

/** A role ends only while another one is read to live on, which is told first; else the contact is looked for. */
async function leaves(
  kit: Kit,
  place: Place,
  one: Suspect & { readonly role: ContactRole },
  pollId: string,
): Promise<Verdict> {
  const row = (await readRows(kit.database, [one.key])).get(one.key);
  const [other] = (row && rolesOf(row.values)?.filter((role) => role !== one.role)) ?? [];
  if (!row) return 'not-yet';
  if (!other || !(await met(kit, place, row, { pollId, role: other }))) {
    await noteSuspects(kit.database, place, [{ key: one.key }], true);
    return 'not-yet';
  }
  if (!(await isCanaryAlive(kit, place, one))) return 'unproven';
  return believe(kit, one, (now, sql) => {
    const next = withoutRole(now, one.role, kit.clock.now());
    return store(kit, sql, next, seenTold(kit.system, next, pollId));
  });
}

async function goes(kit: Kit, place: Place, one: DueSuspect, pollId: string): Promise<Verdict> {
  const canary = await isCanaryAlive(kit, place, one);
  if (!canary) return 'unproven';
  const proof = `missed by a complete listing (${pollId}) and twice by id, while ${canary} still answered`;
  return believe(kit, one, (now, sql) => {
    if (now.revision !== one.readAt) return undefined;
    const next = buried(now, kit.clock.now());
    return store(kit, sql, next, goneTold(kit.system, next, proof));
  });
}

/** A record that must be there is read by id: where that one is missing too, the system answers for nobody. */
async function isCanaryAlive(kit: Kit, place: Place, one: Suspect): Promise<RecordKey | undefined> {
  const canary = await canaryFor(kit.database, place, one);
  const resource = canary && resourceOf(kit, canary.ref);
  const role = resource?.name === place.resource.name ? one.role : undefined;
  const found = await resource?.read(canary!.ref, role, { bulk: true });
  if (canary && found) return recordKey(canary.ref);
  const about = { tenant: place.tenant, resource: place.resource.name };
  kit.log.warn('a record is missing, and so is one that must be there: neither is believed to be gone', about);
  return undefined;
}

/** In one transaction: nobody writes to it, nothing was heard of it meanwhile, it is stored and told. */
async function believe(
  kit: Kit,
  one: Suspect,
  change: (row: RecordRow, sql: Sql) => Promise<readonly StoredTelling[]> | undefined,
): Promise<Verdict> {
  const stored = await kit.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    if ((await withheldBy(sql, [one.key], [])).keys.size > 0) return [];
    const row = (await readRows(sql, [one.key], true)).get(one.key);
    if (!row || row.gone) return [];
    const told = (await change(row, sql)) ?? [];
    if (told.length > 0) await clearSuspects(sql, one.role ? [one] : everyRole(one, row));
    return told;
  });
  if (stored.length === 0) return 'not-yet';
  kit.seenBefore.forget(one.key);
  kit.relay.tell(stored);
  return one.role ? 'left' : 'gone';
}

const everyRole = ({ key }: Suspect, { values }: RecordRow): readonly Suspect[] => [
  { key },
  ...(rolesOf(values) ?? []).map((role) => ({ key, role })),
];

async function store({ owner }: Kit, sql: Sql, row: RecordRow, telling: Parameters<typeof putOutbox>[1][number]) {
  await writeRows(sql, [row], owner);
  return putOutbox(sql, [telling]);
}
