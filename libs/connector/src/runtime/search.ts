import type { ContactRole, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { StoredTelling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import { rolesOf } from '../record/fields.js';
import { proven } from '../record/gone.js';
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
import type { Search } from './prove.js';
import { goneTold, seenTold } from './told.js';
import { Beginnings } from './traced.js';

/** The search for who is missed at one resource, in the database of its connector; `pollId`: the poll it is part of. */
export class PlaceSearch implements Search {
  constructor(
    private readonly kit: Kit,
    private readonly place: Place,
    private readonly pollId: string,
  ) {}

  async row(key: RecordKey): Promise<RecordRow | undefined> {
    return (await readRows(this.kit.database, [key])).get(key);
  }

  isWrittenTo(key: RecordKey): Promise<boolean> {
    return isAttemptOpen(this.kit.database, key);
  }

  async meets({ ref }: RecordRow, role?: ContactRole): Promise<boolean> {
    const { kit, pollId } = this;
    const { tenant, resource } = this.place;
    const begunAt = kit.clock.now();
    const found = await resource.read(ref, role, { bulk: true });
    if (found) await hearReadings(kit, { tenant, resource, readings: [found], begunAt, pollId, always: true });
    return found !== undefined;
  }

  clear(one: Suspect): Promise<void> {
    return clearSuspects(this.kit.database, [one]);
  }

  noteUnread(one: Suspect, revision: number): Promise<void> {
    return noteUnread(this.kit.database, one, revision);
  }

  noteMissed(key: RecordKey): Promise<void> {
    return noteSuspects(this.kit.database, this.place, [{ key }], true);
  }

  /** Where that one is missing too, the system answers for nobody. */
  async canary(one: Suspect): Promise<RecordKey | undefined> {
    const { kit, place } = this;
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
  async believe(one: DueSuspect, canary: RecordKey): Promise<boolean> {
    const { kit, pollId } = this;
    const proof = `missed by a complete listing (${pollId}) and twice by id, while ${canary} still answered`;
    const traces = new Beginnings(kit, kit.clock.now());
    const stored = await kit.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
      if ((await withheldBy(sql, [one.key], [])).keys.size > 0) return [];
      const row = (await readRows(sql, [one.key], true)).get(one.key);
      const next = row && proven(row, one, kit.clock.now());
      if (!next) return [];
      await writeRows(sql, [next], kit.owner);
      await clearSuspects(sql, one.role ? [one] : everyRole(one, row));
      const now = kit.clock.now();
      const told = next.gone ? goneTold(kit.system, next, { proof, now }) : seenTold(kit.system, next, { pollId, now });
      return putOutbox(sql, traces.of([told]));
    });
    if (stored.length === 0) return false;
    kit.seenBefore.forget(one.key);
    traces.tell(stored);
    return true;
  }
}

const everyRole = ({ key }: Suspect, { values }: RecordRow): readonly Suspect[] => [
  { key },
  ...(rolesOf(values) ?? []).map((role) => ({ key, role })),
];
