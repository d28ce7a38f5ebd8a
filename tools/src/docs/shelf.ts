import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from './page.js';

/** The pages as they lie on disk, below one root. */
export class Shelf {
  constructor(
    private readonly root: string,
    /** Holds printed files only. */
    private readonly folder: string,
  ) {}

  /** Pages that are missing, differ or are printed no more, by path. */
  stale(pages: readonly Page[]): readonly string[] {
    const differing = pages.filter(({ path, content }) => this.read(path) !== content).map(({ path }) => path);
    return [...differing, ...this.surplus(pages)];
  }

  /** Puts the stale pages right, and says which they were. */
  print(pages: readonly Page[]): readonly string[] {
    const stale = new Set(this.stale(pages));
    for (const path of this.surplus(pages)) rmSync(join(this.root, path));
    for (const { path, content } of pages) if (stale.has(path)) this.write(path, content);
    return [...stale];
  }

  private surplus(pages: readonly Page[]): readonly string[] {
    const printed = new Set(pages.map(({ path }) => path));
    return this.list()
      .map((name) => `${this.folder}/${name}`)
      .filter((path) => !printed.has(path));
  }

  private list(): readonly string[] {
    try {
      return readdirSync(join(this.root, this.folder));
    } catch {
      return [];
    }
  }

  private read(path: string): string | undefined {
    try {
      return readFileSync(join(this.root, path), 'utf8');
    } catch {
      return undefined;
    }
  }

  private write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }
}
