import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from '../stack/folders.js';
import { floorsBroken, importsUndeclared, projects } from './floors.js';
import { invariantsBroken, invariantsIn } from './invariants.js';
import { rulesIn, rulesUntested } from './rules.js';
import { limits, tooLong } from './sizes.js';
import { sources } from './sources.js';
import { brokenHabits, emptyNames } from './words.js';

const all = sources();

describe('the house', { timeout: 60_000 }, () => {
  test('has no file, function or line beyond its limit', () => {
    expect(all.flatMap(tooLong)).toEqual([]);
  });

  test('names things by what they are', () => {
    expect(all.flatMap(emptyNames)).toEqual([]);
  });

  test('keeps its habits', () => {
    expect(all.flatMap(brokenHabits)).toEqual([]);
  });

  test('stands on its floors: every project depends on lower ones only (Inv 1)', () => {
    expect(floorsBroken(projects())).toEqual([]);
  });

  test('imports only what its manifests name, through the front door', () => {
    expect(importsUndeclared(projects(), all)).toEqual([]);
  });

  test('upholds its invariants, each in code and in a test', () => {
    const page = readFileSync(join(repositoryRoot, 'docs', 'invariants.md'), 'utf8');
    const numbers = invariantsIn(page).map((name) => Number(name.slice('Inv '.length)));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(invariantsBroken(page, all)).toEqual([]);
  });

  test('has a test for every rule, by its very title', () => {
    const page = readFileSync(join(repositoryRoot, 'docs', 'invariants.md'), 'utf8');
    expect(rulesIn(page).length).toBeGreaterThan(30);
    expect(rulesUntested(page, all)).toEqual([]);
  });
});

describe('tidy', () => {
  const body = (lines: number) => Array.from({ length: lines }, () => '  step();').join('\n');

  test('measures functions, files and lines', () => {
    const long = `export function long() {\n${body(limits.functionLines)}\n}\n`;
    expect(tooLong({ path: 'libs/a/src/long.ts', text: long })).toEqual([
      'libs/a/src/long.ts:1 is a function of 42 lines, limit 40',
    ]);
    const file = 'const a = 1;\n'.repeat(limits.fileLines + 1);
    expect(tooLong({ path: 'libs/a/src/file.ts', text: file })).toEqual([
      'libs/a/src/file.ts has 201 lines, limit 200',
    ]);
    expect(tooLong({ path: 'libs/a/src/file.spec.ts', text: file })).toEqual([]);
    expect(tooLong({ path: 'libs/a/src/wide.ts', text: `// ${'w'.repeat(limits.columns)}` })).toHaveLength(1);
  });

  test('knows an empty name from an employee who manages', () => {
    const text = 'export class LinkManager {}\nexport interface BaseValues { managerId: string }\nconst manager = 1;';
    expect(emptyNames({ path: 'libs/a/src/link.ts', text })).toEqual(['libs/a/src/link.ts:1 LinkManager']);
    expect(emptyNames({ path: 'libs/a/src/string-utils.ts', text: '' })).toHaveLength(1);
  });

  test('hears a skipped test and a name that only hopes', () => {
    const text = ['test.s', "kip('a', f);\ntest('it sho", "uld hold', f);"].join('');
    expect(brokenHabits({ path: 'libs/a/src/a.spec.ts', text })).toEqual([
      'libs/a/src/a.spec.ts:1 every test runs',
      'libs/a/src/a.spec.ts:2 a test name is a sentence that holds',
    ]);
  });

  test('sees a project that leans on its own floor, and an import nobody declared', () => {
    const house = [
      { name: '@samsvar/low', folder: 'libs/low', floor: 2, dependencies: ['@samsvar/beside', 'zod'] },
      { name: '@samsvar/beside', folder: 'libs/beside', floor: 2, dependencies: [] },
    ];
    expect(floorsBroken(house)).toEqual(['@samsvar/low (floor 2) depends on @samsvar/beside (floor 2)']);
    const text = ['import { low } fr', "om '@samsvar/low';"].join('');
    expect(importsUndeclared(house, [{ path: 'libs/beside/src/a.ts', text }])).toEqual([
      'libs/beside/src/a.ts imports @samsvar/low',
    ]);
  });

  test('misses a rule that names no test, and one whose test has another title', () => {
    const row = (rule: string, tests: string) => `| ${rule} | ${tests} |`;
    const there = '`libs/a/src/a.spec.ts` “it’s so”';
    const rows = [row('A', there), row('B', 'none'), row('C', '`libs/a/src/a.spec.ts` “else”'), row('D', '`b.ts` “x”')];
    const page = ['## Rules and their tests', '', '| rule | test |', '| --- | --- |', ...rows].join('\n');
    const files = [{ path: 'libs/a/src/a.spec.ts', text: "test('it’s so', f);" }];
    expect(rulesUntested(page, files)).toEqual([
      '“B” names no test',
      '“C” names a test that is not in libs/a/src/a.spec.ts: else',
      '“D” names a test that is not in b.ts: x',
    ]);
  });

  test('misses an invariant that nobody upholds or tests, and one that is none', () => {
    const name = (n: number) => `Inv ${n}`;
    const page = `## ${name(1)}: Holds\n\n## ${name(2)}: Is forgotten\n`;
    const files = [
      { path: 'libs/a/src/a.ts', text: `// ${name(1)}, ${name(22)}` },
      { path: 'libs/a/src/a.spec.ts', text: `// ${name(1)}` },
      { path: 'libs/a/src/testing/b.ts', text: `// ${name(2)}` },
    ];
    expect(invariantsBroken(page, files)).toEqual([
      `${name(2)} is cited in no code that upholds it`,
      `${name(2)} is cited in no test that holds it up`,
      `libs/a/src/a.ts cites ${name(22)}, which is none`,
    ]);
  });
});
