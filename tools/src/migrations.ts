import { join } from 'node:path';
import { lastWords, logSize } from './last-words.js';
import { productRows, scriptOf, type ServiceRow } from './services.js';
import { run } from './stack/child.js';
import { Complaint } from './stack/complaint.js';
import { nodeOfRepository } from './stack/folders.js';

/** The services with a database of their own, each folder once: link is one program in two roles. */
export const migratedRows: readonly ServiceRow[] = productRows.filter(
  (row, index) => row.schema !== undefined && productRows.findIndex(({ folder }) => folder === row.folder) === index,
);

/** Lets every service with a schema bring it up to date, as the Job before a deployment does. */
export async function runMigrations(
  envOf: (row: ServiceRow) => Readonly<Record<string, string>>,
  { logFolder, signal }: { readonly logFolder: string; readonly signal: AbortSignal },
): Promise<void> {
  await Promise.all(
    migratedRows.map(async (row) => {
      const logFile = join(logFolder, `${row.folder}-migrate.log`);
      const args = ['--enable-source-maps', scriptOf(row, 'migrate')];
      const before = logSize(logFile);
      const child = run({ file: nodeOfRepository, args, env: { ...process.env, ...envOf(row) }, logFile });
      signal.addEventListener('abort', () => void child.stop(1_000), { once: true });
      const { code } = await child.exited;
      signal.throwIfAborted();
      if (code !== 0)
        throw new Complaint(`${row.folder} could not bring its schema up to date:\n${lastWords(logFile, before)}`);
    }),
  );
}
