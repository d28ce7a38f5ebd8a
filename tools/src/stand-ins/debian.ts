import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Complaint, type Say, wordsOf } from '../stack/complaint.js';

const suite = 'bookworm';
/** What the smallest Debian has and a container does not read. */
const unread = ['var/cache/apt/archives', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale'];

/** Runs a program of this machine that a stand-in is made with. */
export async function make(file: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(file, args, { maxBuffer: 64 << 20 })).stdout;
  } catch (thrown) {
    throw new Complaint(`${file} failed: ${wordsOf(thrown)}`);
  }
}

/** A smallest Debian as a folder, fetched once and kept in the cache. */
export async function debian(cache: string, say: Say): Promise<string> {
  const folder = join(cache, 'stand-ins', `debian-${suite}`);
  if (existsSync(folder)) return folder;
  say(`  Fetching a smallest Debian ${suite} with debootstrap (200 MB, kept in the cache) …`);
  mkdirSync(join(cache, 'stand-ins'), { recursive: true });
  const work = mkdtempSync(join(cache, 'stand-ins', 'fetching-'));
  try {
    await make('debootstrap', '--variant=minbase', suite, join(work, 'root'));
    for (const path of unread) rmSync(join(work, 'root', path), { recursive: true, force: true });
    renameSync(join(work, 'root'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** Works in a copy of that Debian, which is gone afterwards. */
export async function inDebian(cache: string, say: Say, work: (root: string) => Promise<void>): Promise<void> {
  const base = await debian(cache, say);
  const folder = mkdtempSync(join(cache, 'stand-ins', 'making-'));
  const root = join(folder, 'root');
  try {
    await make('cp', '-a', base, root);
    await work(root);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies a file or folder of this machine into a root, with the folders above it. */
export function put(root: string, from: string, to: string): void {
  mkdirSync(join(root, to, '..'), { recursive: true });
  cpSync(from, join(root, to), { recursive: true, dereference: true });
}
