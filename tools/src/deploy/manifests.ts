import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../stack/folders.js';
import { type KubeObject, objectsIn } from './objects.js';

export const k8s = join(repositoryRoot, 'k8s');
export const overlays = readdirSync(join(k8s, 'overlays')).sort();
export const connectors = readdirSync(join(k8s, 'connectors')).sort();

/** A kustomization, as far as it names other folders. */
interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
}

/** Every folder a kustomization draws from, its own included, as paths below `k8s/`. */
export function drawnFrom(folder: string): ReadonlySet<string> {
  const found = new Set([folder]);
  const { resources = [], components = [] } = parse(
    readFileSync(join(k8s, folder, 'kustomization.yaml'), 'utf8'),
  ) as Kustomization;
  for (const named of [...resources, ...components]) {
    const path = join(folder, named);
    if (!existsSync(join(k8s, path, 'kustomization.yaml'))) continue;
    for (const further of drawnFrom(path)) found.add(further);
  }
  return found;
}

/** The objects an overlay draws from all its folders, as they are written: before kustomize has touched them. */
export const writtenFor = (overlay: string): readonly KubeObject[] =>
  [...drawnFrom(join('overlays', overlay))].flatMap((folder) =>
    readdirSync(join(k8s, folder))
      .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
      .sort()
      .flatMap((name) => objectsIn(readFileSync(join(k8s, folder, name), 'utf8'))),
  );
