import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productRows, sandboxRow } from '../services.js';
import { repositoryRoot } from '../stack/folders.js';
import { runTool } from '../tool.js';
import { imageBytes, mustDocker } from './docker.js';

/** What every image is built in and runs on, where nobody says otherwise. */
export const baseImage = 'node:24-bookworm-slim';

/** The folders under `services/`, each of which has an image. */
export const imageServices: readonly string[] = [...new Set([...productRows, sandboxRow].map(({ folder }) => folder))];

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };

/** The version all images bear. */
export const imageVersion = version;

export const imageOf = (service: string): string => `samsvar/${service}:${version}`;

/** Builds the image of a service from the Dockerfile. */
export async function buildImage(service: string): Promise<void> {
  const { code, said } = await runTool('git', ['rev-parse', 'HEAD']);
  const revision = code === 0 ? said.trim() : 'unknown';
  const facts = { SERVICE: service, VERSION: version, REVISION: revision };
  const args = Object.entries(facts).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  await mustDocker('build', ...args, '--tag', imageOf(service), '.');
}

/** What an image adds to the base, in MB. */
export async function megabytesBeyondBase(service: string): Promise<number> {
  return Math.round(((await imageBytes(imageOf(service))) - (await imageBytes(baseImage))) / 1e6);
}
