import type { ContactRole, RecordKey, Resource } from '@samsvar/contracts';
import type { Sql } from '@samsvar/persistence';
import { Columns } from '@samsvar/persistence';
import type { RecordRow } from '../record/row.js';

/** A resource of a tenant. */
export interface At {
  readonly tenant: string;
  readonly resource: { readonly name: Resource };
}

/** A record that may be gone, or a role that a contact may have left. */
export interface Suspect {
  readonly key: RecordKey;
  readonly role?: ContactRole;
}

/** A suspect to be looked for: a complete listing has missed it, or the system itself says that it is gone. */
export interface DueSuspect extends Suspect {
  /** The revision its row had when a read by id found nothing; absent before the first such read. */
  readonly readAt?: number;
}

/**
 * Notes suspects; `missed`: a complete listing did not name them. What is suspected already stays as far as it was
 * looked for.
 */
export async function noteSuspects(sql: Sql, at: At, suspects: readonly Suspect[], missed: boolean): Promise<void> {
  if (suspects.length === 0) return;
  const of = new Columns(suspects);
  const [key, role] = [of.text((one) => one.key), of.text((one) => one.role ?? '')];
  await sql.query(
    `insert into suspect as s (key, role, tenant, resource, missed_at)
     select key, coalesce(role, ''), ${of.one(at.tenant)}, ${of.one(at.resource.name)},
            case when ${of.one(missed)}::boolean then now() end
     from unnest(${key}, ${role}) as new (key, role)
     on conflict (key, role) do update set missed_at = coalesce(s.missed_at, excluded.missed_at)`,
    of.parameters,
  );
}

/** Who is suspected of a resource, and whether a complete listing has missed it. */
export async function suspectsOf(sql: Sql, at: At): Promise<readonly (Suspect & { readonly missed: boolean })[]> {
  const found = await sql.query<{ key: RecordKey; role: string; missed: boolean }>(
    `select key, role, missed_at is not null as missed from suspect where tenant = $1 and resource = $2`,
    [at.tenant, at.resource.name],
  );
  return found.map(({ role, ...rest }) => ({ ...rest, ...roleIn(role) }));
}

/** Those to be looked for now: never yet, or `apartMs` after the first time; those that are nearly proven first. */
export async function dueSuspects(sql: Sql, at: At, apartMs: number, limit: number): Promise<readonly DueSuspect[]> {
  const found = await sql.query<{ key: RecordKey; role: string; revision: string | null }>(
    `select key, role, revision from suspect
     where tenant = $1 and resource = $2 and missed_at is not null
       and (read_at is null or read_at <= now() - $3 * interval '1 millisecond')
     order by read_at nulls last, key, role limit $4`,
    [at.tenant, at.resource.name, apartMs, limit],
  );
  return found.map(({ key, role, revision }) => ({
    key,
    ...roleIn(role),
    ...(revision !== null && { readAt: Number(revision) }),
  }));
}

/** A read by id did not find it, at this revision of its row; the next such read counts only `apartMs` later. */
export async function noteUnread(sql: Sql, { key, role }: Suspect, revision: number): Promise<void> {
  await sql.query('update suspect set read_at = now(), revision = $3 where key = $1 and role = $2', [
    key,
    role ?? '',
    revision,
  ]);
}

/** They were met: nothing is suspected of them any more. */
export async function clearSuspects(sql: Sql, met: readonly Suspect[]): Promise<void> {
  if (met.length === 0) return;
  const of = new Columns(met);
  await sql.query(
    `delete from suspect
     using unnest(${of.text((one) => one.key)}, ${of.text((one) => one.role ?? '')}) as met (key, role)
     where suspect.key = met.key and suspect.role = coalesce(met.role, '')`,
    of.parameters,
  );
}

/** Records that are known to be there, with the roles they have. */
export async function livingOf(sql: Sql, at: At): Promise<ReadonlyMap<RecordKey, readonly ContactRole[]>> {
  const found = await sql.query<{ key: RecordKey; roles: string }>(
    'select key, roles from record where tenant = $1 and resource = $2 and not gone',
    [at.tenant, at.resource.name],
  );
  return new Map(found.map(({ key, roles }) => [key, rolesIn(roles)]));
}

export async function countLiving(sql: Sql, at: At): Promise<number> {
  const [row] = await sql.query<{ count: string }>(
    'select count(*) as count from record where tenant = $1 and resource = $2 and not gone',
    [at.tenant, at.resource.name],
  );
  return Number(row?.count ?? 0);
}

/**
 * The least revision as which a living record was told for the first time, or again, by this store; undefined where
 * none is.
 */
export async function leastSince(sql: Sql, at: At): Promise<number | undefined> {
  const [found] = await sql.query<{ since: string | null }>(
    `select min((row ->> 'since')::bigint) as since from record where tenant = $1 and resource = $2 and not gone`,
    [at.tenant, at.resource.name],
  );
  return found?.since ? Number(found.since) : undefined;
}

/**
 * A record that must be there if the system answers at all: one that nobody suspects, or else one that no read by id
 * has missed yet. Where nobody else of its resource was ever there, any other record of the tenant will do.
 */
export async function canaryFor(sql: Sql, at: At, { key, role }: Suspect): Promise<RecordRow | undefined> {
  for (const unless of ['true', 's.read_at is not null']) {
    const [found] = await sql.query<{ row: RecordRow }>(
      `select row from record r
       where tenant = $1 and resource = $2 and not gone and key <> $3
         and ($4 = '' or $4 = any(string_to_array(roles, ',')))
         and not exists (select 1 from suspect s where s.key = r.key and ${unless})
       order by key limit 1`,
      [at.tenant, at.resource.name, key, role ?? ''],
    );
    if (found) return found.row;
  }
  return (await countLiving(sql, at)) > 1 ? undefined : ofAnother(sql, at);
}

/** Where a resource has but the one record, one of another resource stands in for it. */
async function ofAnother(sql: Sql, { tenant, resource }: At): Promise<RecordRow | undefined> {
  const [found] = await sql.query<{ row: RecordRow }>(
    'select row from record where tenant = $1 and resource <> $2 and not gone order by key limit 1',
    [tenant, resource.name],
  );
  return found?.row;
}

const rolesIn = (text: string): readonly ContactRole[] => (text === '' ? [] : (text.split(',') as ContactRole[]));
const roleIn = (text: string): Pick<Suspect, 'role'> => (text === '' ? {} : { role: text as ContactRole });
