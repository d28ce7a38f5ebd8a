import { randomUUID } from 'node:crypto';
import type { Database, Migration } from '../database.js';
import { openDatabase } from '../database.js';
import { migrate } from '../migrate.js';

/** A schema of its own on the server of a test run, brought up to date and opened. */
export async function freshDatabase(url: string, migrations: readonly Migration[]): Promise<Database> {
  const options = { url, schema: `t_${randomUUID().replaceAll('-', '')}`, applicationName: 'spec', migrations };
  await migrate(options);
  return openDatabase(options);
}

export { expandingContract } from './expanding.contract.js';
