import type { RowLink, Wait } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';

/**
 * Something that is not what the streams tell: which link, record, wait or flow, and the names of what differs. How a
 * link stands (`standing`) looks at others and at what the tenant chose: it differs without a fault only between a
 * change of samsvar.yaml and the service's next look at all its links; and the `words` of its reasons after an upgrade.
 */
export interface Difference {
  readonly what: 'link' | 'standing' | 'record' | 'wait' | 'count';
  readonly id: string;
  readonly fields: readonly string[];
}

/** The columns of a link that its stream decides. */
const columns = [
  ...['tenant', 'kind', 'category', 'version', 'snapshot', 'standing', 'flows', 'reasons', 'linked', 'lossy'],
  ...['settled', 'planned', 'members', 'gone', 'reference'],
];

/** A table like the one of the links, for this transaction, in whose place statements find it. */
export const openShadow = (sql: Sql, schema: string): Promise<unknown> =>
  sql.query(`create temp table link (like "${schema}".link including all) on commit drop`);

/** Links of these ids that are not, byte for byte, what the shadow holds, or that only one of both has. */
export async function linksDiffering(sql: Sql, schema: string, ids: readonly string[]): Promise<readonly Difference[]> {
  const differing = columns.map(
    (name) => `case when s."${name}"::text is distinct from l."${name}"::text then ${calledOf(name)} end`,
  );
  const found = await sql.query<{ id: string; fields: string }>(
    `select coalesce(s.id, l.id) as id,
            case when l.id is null then 'missing' when s.id is null then 'without events'
                 else array_to_string(array[${differing.join(', ')}], ',') end as fields
     from pg_temp.link s full join (select * from "${schema}".link where id = any($1)) l on l.id = s.id
     order by 1`,
    [ids],
  );
  return found.flatMap(({ id, fields }) => (fields === '' ? [] : [linkDiffering(id, fields.split(','))]));
}

/** Reasons that differ in nothing but their words were given by another version: `words`. */
const calledOf = (name: string): string =>
  name === 'reasons' ? `case when ${unworded('s')} = ${unworded('l')} then 'words' else 'reasons' end` : `'${name}'`;
const unworded = (table: string): string =>
  `coalesce((select jsonb_agg(reason::jsonb - 'words' order by place)::text
             from json_array_elements(${table}.reasons) with ordinality as given (reason, place)), '')`;

const standingColumns = ['standing', 'reasons', 'words', 'flows', 'linked', 'planned'];
const linkDiffering = (id: string, fields: readonly string[]): Difference => ({
  what: fields.every((field) => standingColumns.includes(field)) ? 'standing' : 'link',
  id,
  fields,
});

/** Puts what the shadow holds in the place of these links. */
export async function replaceLinks(sql: Sql, schema: string, ids: readonly string[]): Promise<void> {
  const names = ['id', ...columns].map((name) => `"${name}"`).join(', ');
  await sql.query(
    `insert into "${schema}".link (${names}) select ${names} from pg_temp.link where id = any($1)
     on conflict (id) do update set ${columns.map((name) => `"${name}" = excluded."${name}"`).join(', ')}`,
    [ids],
  );
}

/** Rows that do not know their link, or know another; what is not heard of yet is nobody's difference. */
export async function rowsDiffering(sql: Sql, rows: readonly RowLink[]): Promise<readonly Difference[]> {
  const of = new Columns(rows);
  const found = await sql.query<{ key: string; link: boolean; matched: boolean }>(
    `select r.key, r.link_id is distinct from n.link_id as link, r.matched <> n.matched as matched
     from ${linksOf(of)} join record r using (key, kind)
     where r.link_id is distinct from n.link_id or r.matched <> n.matched order by r.key`,
    of.parameters,
  );
  return found.map(({ key, link, matched }) => ({
    what: 'record',
    id: key,
    fields: [...(link ? ['link_id'] : []), ...(matched ? ['matched'] : [])],
  }));
}

export async function replaceRows(sql: Sql, rows: readonly RowLink[]): Promise<void> {
  const of = new Columns(rows);
  await sql.query(
    `update record r set link_id = n.link_id, matched = n.matched from ${linksOf(of)}
     where r.key = n.key and r.kind = n.kind and (r.link_id is distinct from n.link_id or r.matched <> n.matched)`,
    of.parameters,
  );
}

const linksOf = (of: Columns<RowLink>): string =>
  `unnest(${of.text(({ key }) => key)}, ${of.text(({ kind }) => kind)}, ${of.text(({ linkId }) => linkId)},
          ${of.boolean(({ matched }) => matched)}) as n (key, kind, link_id, matched)`;

/** Waits that the streams tell and nobody noted. One too many does no harm: whoever waits looks again, and sees. */
export async function waitsMissing(sql: Sql, waits: readonly Wait[]): Promise<readonly Wait[]> {
  const of = new Columns(waits);
  const found = await sql.query<{ target: string; link_id: string; field: string }>(
    `select distinct n.target, n.link_id, n.field
     from unnest(${of.text(({ target }) => target)}, ${of.text(({ linkId }) => linkId)},
                 ${of.text(({ field }) => field)}) as n (target, link_id, field)
     where not exists (select 1 from reference_wait r
                       where r.target = n.target and r.link_id = n.link_id and r.field = n.field)`,
    of.parameters,
  );
  return found.map(({ link_id, ...rest }) => ({ ...rest, linkId: link_id }));
}
