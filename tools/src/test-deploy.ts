import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from './command.js';
import { writeCrdSchemas } from './deploy/crd-schemas.js';
import { k8s, overlays } from './deploy/manifests.js';
import { objectsIn } from './deploy/objects.js';
import { ofOverlays } from './deploy/policy.js';
import { programOf } from './deploy/programs.js';
import { Complaint } from './stack/complaint.js';
import { repositoryRoot } from './stack/folders.js';
import { tableOf } from './table.js';

const usage = 'npm run test:deploy [-- --schemas FOLDER --crds FOLDER]';
const kustomize = programOf('kustomize', 'renders the overlays');
const kubeconform = programOf('kubeconform', 'compares objects with their schemas');
const kubeScore = programOf('kube-score', 'judges objects by the habits of others');
/** The release whose schemas are taken where no folder is named. */
const kubernetes = '1.37.0';
/** Tags are pinned; a busy processor only slows; topology spread does what anti-affinity would. */
const notScored = ['container-image-pull-policy', 'deployment-has-host-podantiaffinity'];

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };

interface Options {
  readonly schemas?: string | undefined;
  readonly crds?: string | undefined;
}

function optionsOf(words: readonly string[]): Options {
  try {
    const options = { schemas: { type: 'string' }, crds: { type: 'string' } } as const;
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new Complaint(`${(error as Error).message}: ${usage}`, 2);
  }
}

/** Where kubeconform looks: the folder named, else where it looks by itself, which takes a network; then our own. */
function locations({ schemas, crds }: Options, made: string): readonly string[] {
  if (crds) writeCrdSchemas(crds, made);
  const within = (folder: string) => `${folder}/{{.ResourceKind}}{{.KindSuffix}}.json`;
  return ['-schema-location', schemas ? within(schemas) : 'default', '-schema-location', within(made)];
}

const unfetched =
  'kubeconform could not fetch the schemas it compares with: without a network name folders that hold them, ' +
  `as docs/deployment.md says: ${usage}`;

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

async function flawsOf(overlay: string, schemas: readonly string[]) {
  const rendered = await kustomize(['build', join(k8s, 'overlays', overlay)]);
  if (rendered.code !== 0) return { objects: 0, flaws: [rendered.error] };
  const objects = objectsIn(rendered.out);
  const conform = ['-strict', '-kubernetes-version', kubernetes, ...schemas];
  const [conforms, score] = await Promise.all([
    kubeconform(conform, rendered.out),
    kubeScore(
      [
        ...['score', '-', '--output-format', 'ci', '--kubernetes-version', 'v1.37', '--ignore-container-cpu-limit'],
        ...notScored.flatMap((test) => ['--ignore-test', test]),
      ],
      rendered.out,
    ),
  ]);
  if (/failed downloading schema/.test(conforms.out + conforms.error)) throw new Complaint(unfetched);
  const rules = Object.values(ofOverlays(version, overlay)).flatMap((rule) => rule(objects));
  const scored = lines(score.out).filter((line) => line.startsWith('[CRITICAL]'));
  return {
    objects: objects.length,
    flaws: [
      ...(conforms.code === 0 ? [] : lines(conforms.out + conforms.error)),
      ...(score.code === 0 || scored.length > 0 ? scored : lines(score.error)),
      ...rules,
    ],
  };
}

await command(async () => {
  const made = mkdtempSync(join(tmpdir(), 'samsvar-schemas-'));
  try {
    const schemas = locations(optionsOf(process.argv.slice(2)), made);
    const found = await Promise.all(
      overlays.map(async (overlay) => ({ overlay, ...(await flawsOf(overlay, schemas)) })),
    );
    for (const { overlay, flaws } of found) for (const flaw of flaws) console.log(`${overlay}: ${flaw}`);
    const rows = found.map(({ overlay, objects, flaws }) => [overlay, objects, flaws.length]);
    console.log(
      tableOf([{ heading: 'overlay' }, { heading: 'objects', right: true }, { heading: 'flaws', right: true }], rows),
    );
    return found.every(({ flaws }) => flaws.length === 0) ? 0 : 1;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
});
