import { Envelope } from '@samsvar/contracts';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../stack/folders.js';
import type { Schema } from './compatible.js';
import { allShapes, jsonSchema } from './shapes.js';

/** What was released: a folder a version, a JSON Schema a message; written once and never changed. */
export const releasedFolder = 'docs/released-schemas';
const root = join(repositoryRoot, releasedFolder);

/**
 * Stands for the last version where no tag does: the last commit before the first migration that version does not have
 * (the lists of `expanding.spec.ts`). A release puts its tag there instead.
 */
export const releasedCommit = 'c4746700a3bfde6b96ad80d37cbf8a45bd0fb630';

/** What crosses the bus today, by name: every message, and the envelope around it. */
export const wireSchemas = (): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    allShapes()
      .filter(({ schema, topics }) => topics.length > 0 || schema === Envelope)
      .map(({ name, schema }) => [name, jsonSchema(schema) as Schema]),
  );

/** The versions that were released, the last one at the end. */
export const releasedVersions = (): readonly string[] =>
  existsSync(root) ? readdirSync(root).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })) : [];

export const releasedSchemas = (version: string): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    readdirSync(join(root, version)).map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(join(root, version, file), 'utf8')) as Schema,
    ]),
  );

/** Keeps today's schemas as those of a version. Throws where that version was released before. */
export function release(version: string): string {
  const folder = join(root, version);
  if (existsSync(folder)) throw new Error(`${releasedFolder}/${version} is there: a release is never changed`);
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(wireSchemas()))
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  return `${releasedFolder}/${version}`;
}
