import { awaitSchema } from './await-schema.js';
import type { Database, DatabaseOptions } from './database.js';
import { openDatabase } from './database.js';

const patienceMs = 30_000;

/**
 * Opens a service's database once its schema is as far as this version needs it. Whoever migrates may do so beside the
 * start, so it waits a while and says for what; then it rejects with a `DatabaseComplaint`, before anything was begun.
 */
export async function openMigrated(options: DatabaseOptions): Promise<Database> {
  const database = await openDatabase(options);
  try {
    const say = (words: string) => options.log?.warn(`${words}: run \`migrate\`, or see why it failed`);
    await awaitSchema({ ...options, patienceMs, say });
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
