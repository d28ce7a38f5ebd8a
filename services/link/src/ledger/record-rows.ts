import type { Category, Kind, RecordKey, Refusal, Values } from '@samsvar/contracts';
import { refOfKey } from '@samsvar/contracts';
import type { RecordRow } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';
import { saveMatchWords } from './match-words.js';

/** A row of the table `record`, as the driver gives it. */
interface Found {
  readonly key: RecordKey;
  readonly kind: Kind;
  readonly parent: string | null;
  readonly link_id: string | null;
  readonly matched: boolean;
  readonly ours: boolean;
  readonly left_behind: boolean;
  readonly gone: boolean;
  readonly revision: string;
  readonly category: Category;
  readonly roles: string;
  readonly mapping: string;
  readonly reference: string | null;
  readonly match_keys: string;
  readonly left_by: string | null;
  readonly problem: readonly Refusal[];
  readonly values: Values;
  readonly stamps: Readonly<Record<string, string>>;
}

/** Lists come as one text: the driver takes arrays apart letter by letter. */
const columns = `key, kind, parent, link_id, left_by, matched, ours, left_behind, gone, revision, category, mapping,
  reference, problem, "values", stamps, array_to_string(roles, E'\\x1f') as roles,
  array_to_string(match_keys, E'\\x1f') as match_keys`;
const listIn = <T extends string>(text: string): readonly T[] => (text === '' ? [] : (text.split('\x1f') as T[]));

/** The rows that a condition finds. */
export async function findRecords(
  queries: Sql,
  where: string,
  parameters: readonly unknown[],
): Promise<readonly RecordRow[]> {
  const found = await queries.query<Found>(`select ${columns} from record where ${where}`, parameters);
  return found.map(rowOf);
}

function rowOf(found: Found): RecordRow {
  const { key, kind, category, mapping, values, problem, matched, ours, gone } = found;
  const ref = refOfKey(key);
  return {
    key,
    ref: found.parent === null ? ref : { ...ref, parent: found.parent },
    kind,
    category,
    roles: listIn<Category>(found.roles),
    revision: Number(found.revision),
    ...(Object.keys(found.stamps).length > 0 && { stamps: found.stamps }),
    mapping,
    values,
    matchKeys: listIn(found.match_keys),
    reference: found.reference ?? undefined,
    ours,
    leftBehind: found.left_behind || undefined,
    problem,
    gone,
    linkId: found.link_id ?? undefined,
    matched,
    ...(found.left_by !== null && { leftBy: found.left_by }),
  };
}

/** Stores rows as they are now; of a row that was read and only got its link, only that. */
export async function saveRecords(
  queries: Sql,
  rows: readonly RecordRow[],
  read: ReadonlyMap<RecordKey, RecordRow>,
): Promise<void> {
  const [linked, heard] = split(rows, (row) => saysTheSame(row, read.get(row.key)));
  const others = heard.flatMap((row) => otherKind(row, read.get(row.key)));
  if (others.length > 0) await remove(queries, others);
  if (heard.length > 0) await upsert(queries, heard);
  await saveMatchWords(queries, heard, read);
  if (linked.length > 0) await relink(queries, linked);
}

const saysTheSame = (now: RecordRow, before: RecordRow | undefined): boolean =>
  before !== undefined &&
  now.values === before.values &&
  now.roles === before.roles &&
  now.problem === before.problem &&
  now.matchKeys === before.matchKeys &&
  now.revision === before.revision &&
  now.stamps === before.stamps &&
  now.mapping === before.mapping &&
  now.category === before.category &&
  now.gone === before.gone &&
  now.ours === before.ours &&
  (now.leftBehind ?? false) === (before.leftBehind ?? false) &&
  now.reference === before.reference;

function split<T>(all: readonly T[], belongs: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const one of all) (belongs(one) ? yes : no).push(one);
  return [yes, no];
}

/** What a row was before it became another kind: a record without a link is of one kind at a time. */
const otherKind = (now: RecordRow, before: RecordRow | undefined): readonly RecordRow[] =>
  before !== undefined && before.kind !== now.kind ? [before] : [];

async function remove(queries: Sql, rows: readonly RecordRow[]): Promise<void> {
  const of = new Columns(rows);
  await queries.query(
    `delete from record
     using unnest(${of.text((row) => row.key)}, ${of.text((row) => row.kind)}) as other(key, kind)
     where record.key = other.key and record.kind = other.kind`,
    of.parameters,
  );
}

async function relink(queries: Sql, rows: readonly RecordRow[]): Promise<void> {
  const of = new Columns(rows);
  await queries.query(
    `update record set link_id = new.link_id, matched = new.matched, left_by = new.left_by
     from unnest(${of.text((row) => row.key)}, ${of.text((row) => row.kind)}, ${of.text((row) => row.linkId)},
                 ${of.boolean((row) => row.matched)}, ${of.text((row) => row.leftBy)})
       as new(key, kind, link_id, matched, left_by)
     where record.key = new.key and record.kind = new.kind`,
    of.parameters,
  );
}

async function upsert(queries: Sql, rows: readonly RecordRow[]): Promise<void> {
  const of = new Columns(rows);
  await queries.query(
    `insert into record (key, kind, tenant, system, resource, parent, link_id, left_by, matched, ours, left_behind,
                         gone, revision, category, roles, mapping, reference, match_keys, problem, "values", stamps,
                         search)
     select key, kind, tenant, system, resource, parent, link_id, left_by, matched, ours, left_behind, gone, revision,
            category, string_to_array(roles, E'\\x1f'), coalesce(mapping, ''), reference,
            string_to_array(coalesce(match_keys, ''), E'\\x1f'),
            problem, "values", stamps, coalesce(search, '')
     from unnest(
       ${of.text((row) => row.key)}, ${of.text((row) => row.kind)}, ${of.text((row) => row.ref.tenant)},
       ${of.text((row) => row.ref.system)}, ${of.text((row) => row.ref.resource)}, ${of.text((row) => row.ref.parent)},
       ${of.text((row) => row.linkId)}, ${of.text((row) => row.leftBy)}, ${of.boolean((row) => row.matched)},
       ${of.boolean((row) => row.ours)}, ${of.boolean((row) => row.leftBehind ?? false)},
       ${of.boolean((row) => row.gone)}, ${of.integer((row) => row.revision)}, ${of.text((row) => row.category)},
       ${of.texts((row) => row.roles)}, ${of.text((row) => row.mapping)}, ${of.text((row) => row.reference)},
       ${of.texts((row) => row.matchKeys)},
       ${of.json((row) => row.problem)}, ${of.json((row) => row.values)}, ${of.json((row) => row.stamps ?? {})},
       ${of.text(searchText)}
     ) as new(key, kind, tenant, system, resource, parent, link_id, left_by, matched, ours, left_behind, gone, revision,
              category, roles, mapping, reference, match_keys, problem, "values", stamps, search)
     on conflict (key, kind) do update set
       parent = excluded.parent, link_id = excluded.link_id, left_by = excluded.left_by, matched = excluded.matched,
       ours = excluded.ours, left_behind = excluded.left_behind, gone = excluded.gone, revision = excluded.revision,
       category = excluded.category, roles = excluded.roles,
       mapping = excluded.mapping, reference = excluded.reference, match_keys = excluded.match_keys,
       problem = excluded.problem, "values" = excluded."values", stamps = excluded.stamps,
       search = excluded.search`,
    of.parameters,
  );
}

const searched = ['firstName', 'lastName', 'name', 'email', 'phone', 'employeeNumber', 'code', 'organizationNumber'];

/**
 * What a person may search a record by, in lower case: names, e-mail, phone (also without blanks), numbers and its
 * id.
 */
export function searchText({ values, ref }: Pick<RecordRow, 'values' | 'ref'>): string {
  const said = searched.flatMap((field) => (typeof values[field] === 'string' ? [values[field]] : []));
  const phone = values['phone'];
  const digits = typeof phone === 'string' && phone.includes(' ') ? [phone.replaceAll(' ', '')] : [];
  return [...said, ...digits, ref.id].join(' ').toLowerCase();
}
