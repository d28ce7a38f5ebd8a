import { migratedRows } from '../migrations.js';
import { productRows, type Script, type ServiceRow } from '../services.js';
import { Complaint } from '../stack/complaint.js';
import type { Outcome } from '../tool.js';
import type { Version } from './checkout.js';

/** Whoever runs a script of a version to its end. */
interface Scripts {
  runScript(version: Version, row: ServiceRow, script: Script): Promise<Outcome>;
}

/** The migrations a version ran, by service. */
export type Migrated = Readonly<Record<string, readonly string[]>>;

const link = productRows.find(({ name }) => name === 'link')!;

/** Makes the topics a version wants and brings every schema up to it. Throws where one of them does not come there. */
export async function migrated(fleet: Scripts, version: Version): Promise<Migrated> {
  const well = async (row: ServiceRow, script: Script) => {
    const { code, said } = await fleet.runScript(version, row, script);
    if (code === 0) return said;
    throw new Complaint(`${script} of ${row.folder} (${version.name}) ended with ${code}:\n${said}`);
  };
  await well(link, 'topics');
  const ran = migratedRows.map(async (row) => [row.folder, migrationsIn(await well(row, 'migrate'))] as const);
  return Object.fromEntries(await Promise.all(ran));
}

/** The names of the migrations in what `migrate` said. */
export function migrationsIn(said: string): readonly string[] {
  return [...new Set(said.match(/\b[A-Z]\w+\d{13}\b/g) ?? [])];
}

/** Runs the earlier version's `migrate` against the schemas that are newer: it refuses them. */
export async function refusals(fleet: Scripts, earlier: Version, ran: Migrated): Promise<readonly string[]> {
  const flaws: string[] = [];
  for (const row of migratedRows) {
    const newer = ran[row.folder] ?? [];
    if (newer.length > 0) flaws.push(...notRefused(row.folder, newer, await fleet.runScript(earlier, row, 'migrate')));
  }
  return flaws;
}

/** What is wrong with how the earlier version's `migrate` ended; `newer` are the migrations it cannot know. */
export function notRefused(
  service: string,
  newer: readonly string[],
  { code, said }: Pick<Outcome, 'code' | 'said'>,
): readonly string[] {
  const isNamed = newer.every((name) => said.includes(name)) && said.includes('by a newer version');
  if (code === 1 && isNamed && !/^ {4}at /m.test(said)) return [];
  return [`migrate of ${service} (earlier) did not refuse the newer schema in words but ended with ${code}: ${said}`];
}
