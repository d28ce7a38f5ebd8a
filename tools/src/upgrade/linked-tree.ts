import { existsSync, linkSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts every `node_modules` of a repository into another of the same shape, file by file the same: links between
 * folders stay what they are, so that the packages of the repository are its own there. False where the two lie on
 * different disks, which have no file in common.
 */
export function linkedTree(from: string, to: string): boolean {
  for (const folder of ['.', ...foldersIn(from, 'libs'), ...foldersIn(from, 'services'), 'tools']) {
    const modules = join(folder, 'node_modules');
    if (!existsSync(join(from, modules)) || !existsSync(join(to, folder))) continue;
    try {
      linkFolder(join(from, modules), join(to, modules));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      rmSync(join(to, modules), { recursive: true, force: true });
      return false;
    }
  }
  return true;
}

const foldersIn = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder)).map((name) => join(folder, name));

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [here, there] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(here, there);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(here), there);
    else if (entry.isFile()) linkSync(here, there);
  }
}
