import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Warnings } from './warnings.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'samsvar-warnings-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const line = (level: string, msg: string, more = {}) => `${JSON.stringify({ level, msg, ...more })}\n`;

test('what a service of either version says that went wrong is told once, and its servers are left alone', () => {
  const log = join(folder, 'mapping-new.log');
  writeFileSync(
    log,
    line('info', 'ready') + line('warn', 'a batch failed', { error: 'Error: no' }) + 'at run (x.js)\n',
  );
  writeFileSync(join(folder, 'kafka.log'), 'anything\n');
  const warnings = new Warnings(folder);
  expect(warnings.news()).toEqual([
    'mapping-new said: warn: a batch failed (Error: no)',
    'mapping-new said: unread: at run (x.js)',
  ]);
  appendFileSync(log, line('debug', 'on'));
  appendFileSync(log, line('warn', 'kafka: …', { error: 'Specified group generation id is not valid' }));
  appendFileSync(log, '{"level":"error","msg":"hal');
  expect(warnings.news()).toEqual([]);
  appendFileSync(log, 'f"}\n');
  expect(warnings.news()).toEqual(['mapping-new said: error: half']);
});
