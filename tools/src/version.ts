import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './stack/folders.js';

const file = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');

/** The version in package.json. */
export const { version } = JSON.parse(file) as { readonly version: string };
