import type { RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { putOutbox } from '@samsvar/persistence';
import type { Reading } from '../port.js';
import { hear } from '../record/hear.js';
import { isRegressed } from '../record/restored.js';
import type { RecordRow } from '../record/row.js';
import { withheldBy } from '../store/attempts.js';
import { readRows } from '../store/records.js';
import type { Listened } from './hear-readings.js';
import type { Kit } from './kit.js';
import { refOf } from './kit.js';
import { markOfReading } from './marks.js';
import { historyOf } from './set-back.js';
import { seenTold } from './told.js';

interface Compared extends Pick<Listened, 'tenant' | 'resource' | 'readings' | 'begunAt' | 'pollId'> {
  /** Which records are told as they were heard, so that whoever keeps them can compare. */
  readonly audits: (id: string) => boolean;
}

/**
 * Compares readings with what was heard of their records, and hears nothing of them. Tells the records that are audited
 * as they were heard, under the revision they have; answers whether anything is news, or older than what was heard.
 */
export async function compareReadings(kit: Kit, compared: Compared): Promise<boolean> {
  const { tenant, resource, readings, begunAt, pollId, audits } = compared;
  const met = readings
    .map((reading) => ({ reading, ref: refOf(kit, tenant, resource, reading) }))
    .map((one) => ({ ...one, key: recordKey(one.ref), mark: markOfReading(tenant, resource, one.reading) }))
    .filter(({ key, reading }) => audits(reading.id) || !kit.seenBefore.has(key, reading));
  if (met.length === 0) return false;
  const { stored, isNews } = await kit.database.transaction(async (sql) => {
    if (begunAt < (await historyOf(kit, sql)).begun) return { stored: [], isNews: false };
    const keys = met.map(({ key }) => key);
    const marks = met.flatMap(({ mark }) => mark ?? []);
    const withheld = await withheldBy(sql, keys, marks);
    const rows = await readRows(sql, keys, true);
    const heard = met.filter(({ key, mark }) => !withheld.keys.has(key) && !withheld.references.has(mark ?? ''));
    const news = new Set(heard.filter((one) => isNewsOf(kit, compared, one, rows.get(one.key))).map(({ key }) => key));
    const told = heard.flatMap(({ key, reading }) => {
      const row = rows.get(key);
      return row && !row.gone && !news.has(key) && audits(reading.id) ? [row] : [];
    });
    const seen = told.map((row) => seenTold(kit.system, row, { pollId, now: kit.clock.now(), isLoad: true }));
    return { stored: await putOutbox(sql, seen), isNews: news.size > 0 };
  });
  kit.metrics.seen(resource.name, stored.length);
  kit.relay.tell(stored);
  return isNews;
}

function isNewsOf(
  kit: Kit,
  { resource, begunAt }: Compared,
  { ref, reading }: { readonly ref: RecordRow['ref']; readonly key: RecordKey; readonly reading: Reading },
  row: RecordRow | undefined,
): boolean {
  if (isRegressed(row, reading, resource.abilities.settleAfterMs)) return true;
  return hear(row, reading, { resource, ref, begunAt, now: kit.clock.now() }).told;
}
