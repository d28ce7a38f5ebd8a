import type { Audited } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';

/** Keeps what audits found, forgets what is found no longer, and notes how far each came. */
export async function saveAudits(queries: Sql, tenant: string, audits: readonly Audited[]): Promise<void> {
  if (audits.length === 0) return;
  const of = new Columns(audits);
  await queries.query(
    `delete from audit_finding where tenant = ${of.one(tenant)} and key = any(${of.text(({ key }) => key)})`,
    of.parameters,
  );
  const found = audits.filter(({ fields }) => fields.length > 0);
  if (found.length > 0) await note(queries, tenant, found);
  const counts = Map.groupBy(audits, ({ pass }) => pass);
  await queries.query(
    `insert into audit_pass as p (tenant, name, records) select $1, * from unnest($2::text[], $3::bigint[])
     on conflict (tenant, name) do update set last_at = now(),
       records = excluded.records + case when ${isOver} then 0 else p.records end,
       begun_at = case when ${isOver} then now() else p.begun_at end`,
    [tenant, [...counts.keys()], [...counts.values()].map(({ length }) => length)],
  );
}

/** A part that is audited again, another day. */
const isOver = `p.name like 'part-%' and p.last_at < now() - interval '1 hour'`;

async function note(queries: Sql, tenant: string, found: readonly Audited[]): Promise<void> {
  const of = new Columns(found);
  await queries.query(
    `insert into audit_finding (tenant, key, code, fields)
     select ${of.one(tenant)}, key, code, string_to_array(fields, E'\\x1f')
     from unnest(${of.text(({ key }) => key)}, ${of.text(({ code }) => code)}, ${of.texts(({ fields }) => fields)})
       as new(key, code, fields)
     on conflict (tenant, key) do update set code = excluded.code, fields = excluded.fields, at = now()`,
    of.parameters,
  );
}
