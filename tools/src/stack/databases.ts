import pg from 'pg';

/** One service's own place in the database: a schema, and a role that may use that schema and no other. */
export interface ServiceDatabase {
  /** Name of both the schema and the role. */
  readonly name: string;
  readonly url: string;
}

/** The connection string of a service's own role, on the server of another connection string. */
export function urlOfRole(url: string, role: string): string {
  const own = new URL(url);
  own.username = role;
  own.password = role;
  return own.toString();
}

/** Makes the roles and schemas that are missing; what is there stays. The owner is whoever migrates. */
export async function ensureDatabases(url: string, names: readonly string[]): Promise<ServiceDatabase[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const name of names) await client.query(statementsFor(name));
  } finally {
    await client.end();
  }
  return names.map((name) => ({ name, url: urlOfRole(url, name) }));
}

/** The role's password is its name: this runs on a developer's loopback; deployments make roles of their own. */
function statementsFor(name: string): string {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`"${name}" is no name for a schema`);
  return `
    do $$ begin
      if not exists (select from pg_roles where rolname = '${name}') then create role ${name} login; end if;
    end $$;
    alter role ${name} password '${name}';
    create schema if not exists ${name};
    grant usage, create on schema ${name} to ${name};
    grant all on all tables in schema ${name} to ${name};
    grant all on all sequences in schema ${name} to ${name};
    alter default privileges in schema ${name} grant all on tables to ${name};
    alter default privileges in schema ${name} grant all on sequences to ${name};
    alter role ${name} set search_path to ${name};`;
}
