import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.js';
import { repositoryRoot } from './stack/folders.js';
import { spanOf, tableOf } from './table.js';
import { binary, type Outcome, runTool } from './tool.js';

/** One thing that must hold before a change is merged. */
interface Check {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
  /** What mends it, or where to look. */
  readonly remedy: string;
}

const node = binary('node');
const docs = join(repositoryRoot, 'tools', 'dist', 'docs.js');

const checks: readonly Check[] = [
  { name: 'types', run: () => runTool(node, [binary('tsc'), '-b']), remedy: 'the lines above say where' },
  { name: 'lint and floors', run: lint, remedy: 'npx eslint --fix . mends some of it' },
  { name: 'format', run: () => runTool(node, [binary('prettier'), '--check', '.']), remedy: 'npm run format' },
  {
    name: 'tidy',
    run: () => runTool(node, [binary('vitest'), 'run', '--project', 'unit', 'tools/src/tidy']),
    remedy: 'CONTRIBUTING.md has the house style',
  },
  ...(existsSync(docs)
    ? [{ name: 'printed docs', run: () => runTool(node, [docs, '--check']), remedy: 'npm run docs prints them anew' }]
    : []),
];

/** The floor rule reads Nx's graph of projects, and is silently left out where nobody has drawn it. */
async function lint(): Promise<Outcome> {
  const graph = await runTool(node, [binary('nx'), 'show', 'projects']);
  if (graph.code !== 0) return graph;
  const linted = await runTool(node, [binary('eslint'), '.']);
  const skipped = linted.said.includes('No cached ProjectGraph');
  return { code: skipped ? 1 : linted.code, said: linted.said, ms: graph.ms + linted.ms };
}

await command(async () => {
  const since = Date.now();
  const results = await Promise.all(checks.map(async (check) => ({ ...check, outcome: await check.run() })));
  const failed = results.filter(({ outcome }) => outcome.code !== 0);
  for (const { name, outcome, remedy } of failed) console.log(`${name}:\n${outcome.said.trim()}\n→ ${remedy}\n`);
  const rows = results.map(({ name, outcome }) => [name, outcome.code === 0 ? 'ok' : 'failed', spanOf(outcome.ms)]);
  console.log(tableOf([{ heading: 'check' }, { heading: 'result' }, { heading: 'time', right: true }], rows));
  console.log(
    `\n${failed.length === 0 ? 'All checks hold' : `${failed.length} failed`}, ${spanOf(Date.now() - since)}`,
  );
  return failed.length === 0 ? 0 : 1;
});
