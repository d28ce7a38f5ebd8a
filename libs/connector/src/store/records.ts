import type { RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import { Columns } from '@samsvar/persistence';
import { rolesOf } from '../record/fields.js';
import type { RecordRow } from '../record/row.js';

/** Rows by key, in one statement; `forUpdate` holds them, in key order, until the transaction ends. */
export async function readRows(
  sql: Sql,
  keys: readonly RecordKey[],
  forUpdate = false,
): Promise<ReadonlyMap<RecordKey, RecordRow>> {
  if (keys.length === 0) return new Map();
  const of = new Columns(keys);
  const wanted = of.text((key) => key);
  const found = await sql.query<{ key: RecordKey; row: RecordRow }>(
    `select key, row from record where key = any(${wanted})${forUpdate ? ' order by key for update' : ''}`,
    of.parameters,
  );
  return new Map(found.map(({ key, row }) => [key, row]));
}

/** Living rows that bear these references, by reference, in one statement: what was born of us before. */
export async function rowsBearing(sql: Sql, references: readonly string[]): Promise<ReadonlyMap<string, RecordRow>> {
  if (references.length === 0) return new Map();
  const of = new Columns(references);
  const found = await sql.query<{ row: RecordRow }>(
    `select row from record where row ->> 'reference' = any(${of.text((one) => one)}) and not gone order by key desc`,
    of.parameters,
  );
  return new Map(found.map(({ row }) => [row.reference!, row]));
}

/**
 * Stores rows as they are now, in one statement; `writer` is the process that does, and need not be told of it.
 * `onlyNew`: a row that is there already stays as it is.
 */
export async function writeRows(
  sql: Sql,
  rows: readonly RecordRow[],
  writer: string,
  { onlyNew = false } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const of = new Columns(rows);
  const columns = [
    of.text(({ ref }) => recordKey(ref)),
    of.text(({ ref }) => ref.tenant),
    of.text(({ ref }) => ref.resource),
    of.json((row) => row),
    of.boolean(({ gone }) => gone),
    of.text(({ values }) => (rolesOf(values) ?? []).join()),
  ];
  await sql.query(
    `insert into record (key, tenant, resource, row, gone, roles, writer)
     select key, tenant, resource, row, gone, coalesce(roles, ''), ${of.one(writer)}
     from unnest(${columns.join(', ')}) as c (key, tenant, resource, row, gone, roles)
     on conflict (key) do ${onlyNew ? 'nothing' : replacing}`,
    of.parameters,
  );
}

const replacing = `update set row = excluded.row, gone = excluded.gone, roles = excluded.roles,
  written_at = clock_timestamp(), writer = excluded.writer`;

/** Where a record is within its resource. */
export interface Place {
  readonly id: string;
  readonly parent?: string;
}

/** Records of a resource that could not be read whole when last met, by their rows. */
export async function unfitRows(
  sql: Sql,
  { tenant, resource }: { readonly tenant: string; readonly resource: string },
): Promise<readonly Place[]> {
  const found = await sql.query<{ ref: Place }>(
    `select row -> 'ref' as ref from record
     where tenant = $1 and resource = $2 and row -> 'problem' is not null order by key limit 1000`,
    [tenant, resource],
  );
  return found.map(({ ref }) => ref);
}

/** No transaction that writes rows lasts longer than this, so nothing older turns up. */
const unseenMostSeconds = 90;

/** Records of a resource that others have written lately: what this process has met of them may be out of date. */
export async function writtenByOthers(
  sql: Sql,
  { tenant, resource, writer }: { readonly tenant: string; readonly resource: string; readonly writer: string },
): Promise<readonly RecordKey[]> {
  const found = await sql.query<{ key: RecordKey }>(
    `select key from record
     where tenant = $1 and resource = $2 and written_at > now() - interval '${unseenMostSeconds} seconds'
       and writer is distinct from $3`,
    [tenant, resource, writer],
  );
  return found.map(({ key }) => key);
}

/**
 * Forgets a record: its row, whether it is suspected to be gone, and what open attempts at it were to write. What is
 * left of an attempt is its number, without a value: a repeat of its command is known by it (Inv 14).
 */
export async function forgetRecord(sql: Sql, key: RecordKey): Promise<void> {
  await sql.query(
    `with attempts as (
       update attempt set state = 'settled', command = null, note = null, owner = null, held_until = null
       where key = $1 and (state <> 'settled' or command is not null or note is not null)),
     suspects as (delete from suspect where key = $1)
     delete from record where key = $1`,
    [key],
  );
}
