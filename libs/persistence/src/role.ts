import { DatabaseComplaint } from './reach.js';

/** The role a service runs as: it owns nothing, reads and writes the tables of its own schema, and sees no other. */
export interface ServiceRole {
  readonly name: string;
  /** Set anew at every migration, where it is given. */
  readonly password?: string;
}

/** Runs one statement and answers its rows. */
export interface Statements {
  query(text: string, parameters?: unknown[]): Promise<unknown>;
}

/** The address at which a role finds the database that its owner's address names. */
export function databaseUrlFor(ownerUrl: string, role: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(role);
  url.password = encodeURIComponent(password);
  return url.toString();
}

/** Where to migrate, and for whom: as the owner for the role a service runs as, or as that role for itself. */
export function migrationFor(
  serviceUrl: string,
  ownerUrl?: string,
): { readonly url: string; readonly role?: ServiceRole } {
  if (ownerUrl === undefined) return { url: serviceUrl };
  const { username, password } = new URL(serviceUrl);
  const role = { name: decodeURIComponent(username), ...(password && { password: decodeURIComponent(password) }) };
  return { url: ownerUrl, role };
}

/** A name that can stand in a statement. */
export function named(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return `"${name}"`;
  throw new DatabaseComplaint(`"${name}" is no name for a schema or a role: use a-z, 0-9 and _.`);
}

/** Whether a statement finds anything. */
export async function finds(sql: Statements, text: string, parameters: unknown[]): Promise<boolean> {
  return ((await sql.query(text, parameters)) as unknown[]).length > 0;
}

/** Makes the role if it is missing; answers what was done. */
export async function ensureRole(sql: Statements, { name, password }: ServiceRole): Promise<readonly string[]> {
  if (await finds(sql, 'select 1 where current_user = $1', [name])) {
    throw new DatabaseComplaint(`The role ${name} only uses its schema: migrate with the address of the owner.`);
  }
  const there = await finds(sql, 'select 1 from pg_roles where rolname = $1', [name]);
  if (!there) await sql.query(`create role ${named(name)} login`);
  if (password !== undefined) {
    // A statement about roles takes no parameters; format() quotes.
    const [{ text }] = (await sql.query(
      `select format('alter role %I login password %L', $1::text, $2::text) as text`,
      [name, password],
    )) as [{ text: string }];
    await sql.query(text);
  }
  return there ? [] : [`made the role ${name}`];
}

/**
 * Takes from the role whatever it owns in the schema, and gives it what it needs there: to read and write rows. In one
 * transaction, so that a service that runs meanwhile never finds a schema it may not use.
 */
export async function grant(sql: Statements, schema: string, role: string): Promise<readonly string[]> {
  const [there, who] = [named(schema), named(role)];
  const owns = await finds(
    sql,
    `select 1 from pg_namespace n left join pg_class c on c.relnamespace = n.oid
     where n.nspname = $1 and $2 in (pg_get_userbyid(n.nspowner), pg_get_userbyid(c.relowner)) limit 1`,
    [schema, role],
  );
  const statements = [
    ...(owns ? [`reassign owned by ${who} to current_user`] : []),
    `revoke all on schema ${there} from ${who}`,
    `grant usage on schema ${there} to ${who}`,
    `grant select, insert, update, delete on all tables in schema ${there} to ${who}`,
    `grant usage, select on all sequences in schema ${there} to ${who}`,
    `revoke insert, update, delete on ${there}.migrations from ${who}`,
  ];
  // Statements that are sent together are one transaction.
  await sql.query(statements.join(';\n'));
  return owns ? [`took over what ${role} owned`] : [];
}
