import type { RecordKey, RecordRef } from '@samsvar/contracts';
import { refOfKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';

/** A record that we made, by all it bears, and that is not the counterpart of what it was made for. */
export interface Orphan {
  readonly ref: RecordRef;
  /** What says that it is ours: our reference, or for PowerOffice Go's departments the code. */
  readonly bears: 'reference' | 'code';
  /** The link it is in instead, if any. */
  readonly linkId: string | null;
}

interface Found {
  readonly key: RecordKey;
  readonly bears: Orphan['bears'];
  readonly link_id: string | null;
}

/** More are not worth a look before those are seen to. */
const most = 1_000;

/**
 * Records at either end that bear a reference of ours and are in no link, or in another than the one that reference
 * stands for; and departments of PowerOffice Go, which take no reference, with the code of one that was born in the HRM
 * and has another counterpart, or none although nobody is making it. After any number of kills there are none (Inv 12).
 */
export async function orphansOf(queries: Sql, tenant: string): Promise<readonly Orphan[]> {
  const found = await queries.query<Found>(
    `select r.key, 'reference' as bears, r.link_id
     from record r left join link l on l.id = r.link_id
     where r.tenant = $1 and not r.gone and r.reference is not null and l.reference is distinct from r.reference
     union all
     select r.key, 'code', r.link_id
     from record h
     join link l on l.id = h.link_id and (l.snapshot::json #>> '{founding,system}') = 'customhrm'
     join record r on r.tenant = h.tenant and r.system = 'powerofficego' and r.category = h.category
                      and lower(r."values" ->> 'code') = lower(h."values" ->> 'code')
     where h.tenant = $1 and h.system = 'customhrm' and h.category = 'DEPARTMENT' and not h.gone and not r.gone
       and r.link_id is distinct from h.link_id
       and case when r.link_id is null then l.standing <> 'differ'
                else (l.members ->> 'powerofficego/departments') is not null end
     order by key limit ${most}`,
    [tenant],
  );
  return found.map(({ key, bears, link_id }) => ({ ref: refOfKey(key), bears, linkId: link_id }));
}
