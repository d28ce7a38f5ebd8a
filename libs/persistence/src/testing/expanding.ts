import type { Migration } from '../database.js';

/** The statements that bring a schema one migration further. */
export async function statementsOf(migration: Migration): Promise<readonly string[]> {
  const said: string[] = [];
  const runner = { query: (text: string) => Promise.resolve(said.push(text)) };
  await new migration().up(runner as unknown as Parameters<InstanceType<Migration>['up']>[0]);
  return said;
}

/**
 * What a version that still runs beside the new one would trip over: something it reads or writes is gone, has another
 * name or type, or wants what it does not say.
 */
const contracting: readonly RegExp[] = [
  /\bdrop\s+(table|column|view|schema)\b/i,
  /\brename\b/i,
  /\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/i,
  /\bset\s+not\s+null\b/i,
  /\bdrop\s+default\b/i,
  /\badd\s+(constraint|primary|unique|check|foreign)\b/i,
  /\bdrop\s+constraint\b/i,
  /\btruncate\b/i,
];
const addsColumn = /\badd\s+column\s+(?:if\s+not\s+exists\s+)?("?\w+"?[^,;]*)/gi;

/** What of a statement only takes away; empty where it only adds. */
export function contractionsIn(statement: string): readonly string[] {
  const found = contracting.flatMap((pattern) => pattern.exec(statement)?.[0] ?? []);
  const demanding = [...statement.matchAll(addsColumn)]
    .map(([, column]) => column!)
    .filter((column) => /\bnot\s+null\b/i.test(column) && !/\bdefault\b/i.test(column));
  return [...found, ...demanding];
}
