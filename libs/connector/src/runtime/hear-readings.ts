import type { RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { StoredTelling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import type { Reading, Resource } from '../port.js';
import { rolesOf } from '../record/fields.js';
import { hear } from '../record/hear.js';
import { isRegressed, lowered } from '../record/restored.js';
import type { RecordRow } from '../record/row.js';
import { withheldBy } from '../store/attempts.js';
import { readRows, writeRows } from '../store/records.js';
import { clearSuspects, type Suspect } from '../store/suspects.js';
import type { Kit } from './kit.js';
import { refOf } from './kit.js';
import { markOfReading } from './marks.js';
import { historyOf } from './set-back.js';
import { bothBrought, type Brought, nothingBrought } from './suspicion.js';
import { seenTold } from './told.js';
import { Beginnings } from './traced.js';

export interface Listened {
  readonly tenant: string;
  readonly resource: Resource;
  readonly readings: readonly Reading[];
  /** When the reading was begun, before its request left; milliseconds of `Kit.clock`. */
  readonly begunAt: number;
  readonly pollId: string;
  /** Tell every record again, changed or not, as if for the first time. */
  readonly retell?: boolean;
  /** A person has looked at their system: what is older than was heard is heard all the same, and told as doubted. */
  readonly restored?: boolean;
  /** Their system looks as if it went back in time: a person decides where they differ from what is agreed. */
  readonly doubted?: boolean;
  /** They are part of a load: everything is told. */
  readonly isLoad?: boolean;
  /** Hear it although the very same was met before: somebody doubts it. */
  readonly always?: boolean;
}

const sliceMax = 500;

/**
 * Hears readings in slices: one read of the rows, one write of those that changed, with what is told, per slice.
 * Answers what it brought; `left` could not be heard whole (withheld, or too soon after a write).
 */
export async function hearReadings(kit: Kit, listened: Listened): Promise<Brought> {
  let brought = nothingBrought;
  const { tenant, resource, readings } = listened;
  const named = readings.map((reading) => ({ reading, ref: refOf(kit, tenant, resource, reading) }));
  const keyed = named.map((one) => ({
    ...one,
    key: recordKey(one.ref),
    mark: markOfReading(tenant, resource, one.reading),
  }));
  const isMetAnew = listened.retell === true || listened.always === true;
  const fresh = isMetAnew ? keyed : keyed.filter(({ key, reading }) => !kit.seenBefore.has(key, reading));
  for (let start = 0; start < fresh.length; start += sliceMax) {
    const slice = fresh.slice(start, start + sliceMax);
    brought = bothBrought(brought, await hearSlice(kit, listened, slice));
  }
  kit.metrics.seen(resource.name, brought.told);
  return brought;
}

interface Keyed {
  readonly key: RecordKey;
  readonly ref: RecordRow['ref'];
  readonly reading: Reading;
  /** What marks it as the record of an open birth, if it is. */
  readonly mark: string | undefined;
}

async function hearSlice(kit: Kit, listened: Listened, slice: readonly Keyed[]): Promise<Brought> {
  const { pollId, isLoad = false, doubted = false, begunAt } = listened;
  const traces = new Beginnings(kit, begunAt);
  const whole: Keyed[] = [];
  let [newcomers, regressed] = [0, 0];
  const stored = await kit.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    whole.length = 0;
    [newcomers, regressed] = [0, 0];
    // Begun before the database was set back it may be older than what was told and lost since (decision 0003).
    if (listened.begunAt < (await historyOf(kit, sql)).begun) return [];
    const keys = slice.map(({ key }) => key);
    const marks = slice.flatMap(({ mark }) => mark ?? []);
    const withheld = await withheldBy(sql, keys, marks);
    const rows = new Map(await readRows(sql, keys, true));
    const [told, changed] = [new Map<RecordKey, boolean>(), new Set<RecordKey>()];
    for (const one of slice) {
      if (withheld.keys.has(one.key) || withheld.references.has(one.mark ?? '')) continue;
      const row = floored(listened, one, rows.get(one.key));
      if (!row) newcomers++;
      if (isRegressed(row, one.reading, listened.resource.abilities.settleAfterMs)) regressed++;
      const heard = heardOne({ ...listened, now: kit.clock.now() }, one, row);
      if (heard.whole) whole.push(one);
      if (heard.told) told.set(one.key, doubted || row !== rows.get(one.key));
      if (heard.stored) changed.add(one.key);
      rows.set(one.key, heard.row);
    }
    await writeRows(
      sql,
      [...changed].map((key) => rows.get(key)!),
      kit.owner,
    );
    await clearSuspects(sql, slice.flatMap(metIn));
    const how = { pollId, now: kit.clock.now(), isLoad };
    const seen = [...told].map(([key, is]) => seenTold(kit.system, rows.get(key)!, { ...how, doubted: is }));
    return putOutbox(sql, traces.of(seen));
  });
  for (const { key, reading } of whole) kit.seenBefore.note(key, reading);
  traces.tell(stored);
  return { told: stored.length, left: slice.length - whole.length, newcomers, regressed };
}

/** The row as a reading meets it. */
const floored = (
  { resource, restored }: Listened,
  { reading }: Keyed,
  row: RecordRow | undefined,
): RecordRow | undefined => (restored ? lowered(row, reading, resource.abilities.settleAfterMs) : row);

/** Whom a reading proves to be there. */
const metIn = ({ key, reading }: Keyed): readonly Suspect[] => [
  { key },
  ...(rolesOf(reading.values) ?? []).map((role) => ({ key, role })),
];

const heardOne = (
  { resource, begunAt, now, retell = false }: Listened & { readonly now: number },
  { ref, reading }: Keyed,
  row: RecordRow | undefined,
) => hear(row, reading, { resource, ref, begunAt, now, floor: Math.floor(now), anew: retell });
