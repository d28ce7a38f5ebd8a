import { TenantId } from '@samsvar/contracts';
import { forgetTenant, openDatabase, type OwnRows } from '@samsvar/persistence';
import { z } from 'zod';
import { Complaint } from './config.js';
import { readBoth } from './read-both.js';
import { DatabaseSettings, TenantSettingsFile } from './settings.js';

/** A service's schema, and the rows in it that are a tenant's though no column says so. */
export interface TenantRows {
  readonly schema: string;
  readonly others: readonly OwnRows[];
}

const Settings = z.object({ ...DatabaseSettings.shape, ...TenantSettingsFile.shape });

/** Deletes all that a service keeps of a tenant that samsvar.yaml no longer names; says in one line what that was. */
export async function runForgetTenant(
  { schema, others }: TenantRows,
  env: NodeJS.ProcessEnv,
  words: readonly string[],
): Promise<string> {
  const [id] = words;
  if (words.length !== 1 || !TenantId.safeParse(id).success)
    throw new Complaint('Name the one tenant to be forgotten, for example: forget-tenant fjord');
  const { settings, tenants } = readBoth(Settings, env, { systems: [] });
  if (tenants.some((tenant) => tenant.id === id))
    throw new Complaint(
      `Tenant ${id} is in ${settings.SAMSVAR_CONFIG}: take it out there, restart every service, then run this again.`,
    );
  const database = await openDatabase({ url: settings.DATABASE_URL, schema, applicationName: `${schema}-forget` });
  try {
    const removed = Object.entries(await forgetTenant(database, id!, others)).filter(([, count]) => count > 0);
    const counts = removed.map(([table, count]) => `${count} of ${table}`).join(', ');
    return `${schema}: ${counts === '' ? `nothing is kept of tenant ${id}` : `deleted of tenant ${id}: ${counts}`}`;
  } finally {
    await database.close();
  }
}
