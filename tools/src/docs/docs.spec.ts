import { topics } from '@samsvar/contracts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sources } from '../tidy/sources.js';
import { composeVariables, localVariables } from '../variables.js';
import { pages, printedFolder } from './pages.js';
import { serviceVariables } from './service-settings.js';
import { Shelf } from './shelf.js';
import { tenantKeys } from './tenant-keys.js';

const all = await pages();

describe('the printed pages', () => {
  const page = (path: string) => all.find((candidate) => candidate.path === path)!.content;

  test('name every topic and every message on it', () => {
    const messages = page('docs/messages.md');
    for (const { name, messages: carried } of Object.values(topics)) {
      expect(messages).toContain(`\`${name}\``);
      for (const message of Object.keys(carried)) expect(messages).toContain(`samsvar.${message}.v1`);
    }
  });

  test('have a JSON Schema for every message they link to', () => {
    const linked = [...page('docs/messages.md').matchAll(/\(schemas\/([a-z-]+\.json)\)/g)].map((match) => match[1]!);
    expect(linked.length).toBeGreaterThan(10);
    for (const name of linked)
      expect(JSON.parse(page(`${printedFolder}/${name}`))).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
      });
  });

  test('say of every variable what it is, and give an example', async () => {
    for (const { name, means, example } of [...localVariables, ...composeVariables, ...(await serviceVariables())]) {
      expect(means, name).not.toBe('');
      expect(example, name).not.toBe('');
      expect(page('docs/configuration.md')).toContain(`| \`${name}\` |`);
      expect(page('.env.example')).toContain(`\n# ${name}=${example}\n`);
    }
  });

  test('have in .env.example every variable once in its section, each line a comment', () => {
    const lines = page('.env.example')
      .split('\n')
      .filter((line) => line !== '');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([]);
    for (const section of page('.env.example').split('\n# --- ').slice(1)) {
      const names = [...section.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
      expect(new Set(names).size, section).toBe(names.length);
    }
  });

  test('name every variable that the local commands read', () => {
    const known = new Set([...localVariables.map(({ name }) => name), 'HOME', 'PATH', 'XDG_CACHE_HOME']);
    const commands = sources(['tools']).filter(({ path }) => !path.endsWith('.spec.ts'));
    const read = commands.flatMap(({ text }) => [...text.matchAll(/\benv\['([A-Z_]+)'\]/g)]);
    expect(read.map(([, name]) => name!).filter((name) => !known.has(name))).toEqual([]);
  });

  test('say of every key of samsvar.yaml what it is', () => {
    expect(tenantKeys().map(({ path }) => path)).toEqual(
      expect.arrayContaining(['powerofficego.baseUrl', 'flows.<name>.owners', 'guards.<name>.percent', 'pollSeconds']),
    );
    for (const { path, takes, means } of tenantKeys()) {
      expect(means, path).not.toBe('');
      expect(takes, path).not.toBe('');
    }
  });

  test('are each printed once', () => {
    expect(new Set(all.map(({ path }) => path)).size).toBe(all.length);
  });
});

describe('a shelf', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'samsvar-docs-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const wanted = [
    { path: 'docs/flows.md', content: 'flows\n' },
    { path: 'docs/schemas/a.json', content: '{}\n' },
  ];

  test('holds what was printed and nothing is stale then', () => {
    const shelf = new Shelf(root, 'docs/schemas');
    expect(shelf.print(wanted)).toEqual(['docs/flows.md', 'docs/schemas/a.json']);
    expect(shelf.stale(wanted)).toEqual([]);
    expect(shelf.print(wanted)).toEqual([]);
  });

  test('names what is missing, what was changed by hand and what is printed no more', () => {
    const shelf = new Shelf(root, 'docs/schemas');
    expect(shelf.stale(wanted)).toEqual(['docs/flows.md', 'docs/schemas/a.json']);
    shelf.print(wanted);
    writeFileSync(join(root, 'docs/flows.md'), 'by hand\n');
    writeFileSync(join(root, 'docs/schemas/old.json'), '{}\n');
    expect(shelf.stale(wanted)).toEqual(['docs/flows.md', 'docs/schemas/old.json']);
    shelf.print(wanted);
    expect(shelf.stale(wanted)).toEqual([]);
  });
});
