import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { productRows, scriptOf } from '../services.js';
import { Complaint } from '../stack/complaint.js';
import { nodeOfRepository, repositoryRoot, stateFolder } from '../stack/folders.js';
import type { Steps } from '../steps.js';
import { type Outcome, runTool } from '../tool.js';
import { linkedTree } from './linked-tree.js';

/** A version of the product that was built somewhere, and what it is called here. */
export interface Version {
  readonly name: 'earlier' | 'new';
  readonly root: string;
}

/** What is there already: this repository, as it is. */
export const newVersion: Version = { name: 'new', root: repositoryRoot };

/** The Node a version brings with itself. */
export const nodeOf = ({ root }: Version): string => join(root, 'node_modules', '.bin', 'node');

/** A commit as it would be had by whoever cloned and built it; once made it is kept in `.samsvar/versions`. */
export async function checkedOut(commit: string, steps: Steps): Promise<Version> {
  const root = join(stateFolder(), 'versions', commit);
  if (existsSync(root)) return { name: 'earlier', root };
  const making = `${root}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const short = commit.slice(0, 10);
  await steps.step(`${short} taken from git`, () => exported(commit, making));
  await steps.step('its dependencies', () => installed(making));
  await steps.step('its services built', () => built(making));
  renameSync(making, root);
  return { name: 'earlier', root };
}

async function exported(commit: string, folder: string): Promise<void> {
  const index = { GIT_INDEX_FILE: `${folder}.index` };
  try {
    well('git read-tree', await runTool('git', ['read-tree', commit], index));
    well('git checkout-index', await runTool('git', ['checkout-index', '--all', `--prefix=${folder}/`], index));
  } finally {
    rmSync(index.GIT_INDEX_FILE, { force: true });
  }
}

const lockOf = (root: string): string => readFileSync(join(root, 'package-lock.json'), 'utf8');

/** What is installed here, where it is the same; else what its own lock file says. */
async function installed(folder: string): Promise<void> {
  if (lockOf(folder) === lockOf(repositoryRoot) && linkedTree(repositoryRoot, folder)) return;
  const script = process.env['npm_execpath'];
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [file, args] = script?.endsWith('.js') ? [nodeOfRepository, [script, ...words]] : ['npm', words];
  well('npm ci', await runTool(file, args, { npm_config_json: '' }, folder));
}

async function built(folder: string): Promise<void> {
  const projects = [...new Set(productRows.map((row) => join('services', row.folder)))];
  const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  const { name, root } = { name: 'earlier', root: folder } as const;
  well('tsc -b', await runTool(nodeOf({ name, root }), [compiler, '-b', ...projects], {}, folder));
  const missing = productRows.filter((row) => !existsSync(scriptOf(row, 'main', folder))).map((row) => row.name);
  if (missing.length > 0) throw new Complaint(`The earlier version has no ${missing.join(', ')}.`);
}

function well(words: string, { code, said }: Outcome): void {
  if (code !== 0) throw new Complaint(`${words} of the earlier version ended with ${code}:\n${said}`);
}
