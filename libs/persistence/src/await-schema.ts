import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseOptions } from './database.js';
import { sourceOf } from './database.js';
import { codeOf, DatabaseComplaint } from './reach.js';

/** `url` is that of the role the service runs as; `migrations` are those it needs. */
export interface AwaitOptions extends DatabaseOptions {
  /** Told why it waits, each time the reason changes. */
  readonly say?: (words: string) => void;
}

const defaultPatienceMs = 10 * 60_000;
const betweenMs = 1_000;
const looking = { statementMs: 5_000, idleMs: 5_000 };

/**
 * Waits until somebody has migrated: the server answers, lets the role in, and every migration this version needs has
 * run. A schema that is further on is fine: versions side by side share it. Rejects with a `DatabaseComplaint` when
 * nobody migrates in time.
 */
export async function awaitSchema(options: AwaitOptions): Promise<void> {
  const { patienceMs = defaultPatienceMs, say = () => {} } = options;
  const deadline = Date.now() + patienceMs;
  let said = '';
  for (;;) {
    const missing = await whatIsMissing(options);
    if (missing === undefined) return;
    if (Date.now() > deadline) throw new DatabaseComplaint(`${missing}: run \`migrate\`, or see why it failed.`);
    if (missing !== said) say(missing);
    said = missing;
    await pause(betweenMs);
  }
}

async function whatIsMissing(options: AwaitOptions): Promise<string | undefined> {
  const { schema, migrations = [] } = options;
  const source = sourceOf({ ...options, poolSize: 1 }, looking);
  try {
    await source.initialize();
    const rows = await source.query<{ name: string }[]>(`select name from "${schema}".migrations`);
    const ran = new Set(rows.map(({ name }) => name));
    const open = migrations.map(({ name }) => name).filter((name) => !ran.has(name));
    return open.length === 0 ? undefined : `The schema ${schema} lacks ${open.join(', ')}`;
  } catch (error) {
    return `The schema ${schema} is not to be seen yet (${codeOf(error)})`;
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}
