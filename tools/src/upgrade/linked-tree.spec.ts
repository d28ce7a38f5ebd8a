import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { linkedTree } from './linked-tree.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'samsvar-linked-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test('dependencies are the very files, and packages of the repository its own', () => {
  for (const root of ['one', 'other']) {
    write(`${root}/libs/bus/index.js`, root);
    mkdirSync(join(folder, root, 'services'), { recursive: true });
  }
  write('one/node_modules/zod/index.js', 'zod');
  write('one/libs/bus/node_modules/kafkajs/index.js', 'kafkajs');
  mkdirSync(join(folder, 'one/node_modules/@samsvar'));
  symlinkSync('../../libs/bus', join(folder, 'one/node_modules/@samsvar/bus'));

  expect(linkedTree(join(folder, 'one'), join(folder, 'other'))).toBe(true);
  const inode = (path: string) => statSync(join(folder, path)).ino;
  expect(inode('other/node_modules/zod/index.js')).toBe(inode('one/node_modules/zod/index.js'));
  expect(readFileSync(join(folder, 'other/libs/bus/node_modules/kafkajs/index.js'), 'utf8')).toBe('kafkajs');
  expect(readFileSync(join(folder, 'other/node_modules/@samsvar/bus/index.js'), 'utf8')).toBe('other');
});
