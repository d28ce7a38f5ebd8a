import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Gauge } from './chaos/gauge.js';
import { paceOf } from './chaos/pace.js';
import { Edits } from './cluster/edits.js';
import { forward, type Forward } from './cluster/forward.js';
import { allReady, inNamespace, kubectl, namespace, pods } from './cluster/kubectl.js';
import { deleteEach, restartsOf, rollAll, scaledTo } from './cluster/shakes.js';
import { makeNodeFolders, removeNodeFolders, requireVolumes } from './cluster/volumes.js';
import { command } from './command.js';
import { k8s } from './deploy/manifests.js';
import { madeTwice } from './e2e/once.js';
import { agreeingPairs, type Pair } from './e2e/pairs.js';
import { People } from './e2e/people.js';
import { pathOf } from './e2e/rows.js';
import { Complaint } from './stack/complaint.js';
import { until } from './stack/until.js';
import { look, waitForAgreement } from './start/agreement.js';
import { stepsOn } from './steps.js';

const usage = 'npm run test:k8s [-- --node-folders /PATH --keep]';
const overlay = join(k8s, 'overlays', 'demo');
const scaled = 'customhrm-connector';
const minutes = (count: number) => count * 60_000;
const steps = stepsOn(process.stdout);

interface Options {
  readonly 'node-folders'?: string | undefined;
  readonly keep?: boolean | undefined;
}

function optionsOf(words: readonly string[]): Options {
  try {
    const options = { 'node-folders': { type: 'string' }, keep: { type: 'boolean' } } as const;
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new Complaint(`${(error as Error).message}: ${usage}`, 2);
  }
}

/** What is reached from outside, and people who work there. */
interface Doors {
  readonly link: Forward;
  readonly sandbox: Forward;
}
const officeOf = ({ link }: Doors) => ({ stack: { linkUrl: link.url } });
const peopleOf = ({ sandbox }: Doors) => People.of(sandbox.url);

/** Fails with every flaw, where there is one. */
function nothing(of: string, flaws: readonly string[]): void {
  if (flaws.length > 0) throw new Complaint(`${of}:\n  ${flaws.join('\n  ')}`);
}

async function requireCluster(): Promise<void> {
  await kubectl(['get', '--raw', '/readyz']);
  const crds = await kubectl(['get', 'crd', '-o', 'name']);
  if (!crds.includes('scaledobjects.keda.sh'))
    throw new Complaint('The cluster has no KEDA: the demo is scaled by it.');
  const there = await kubectl(['get', 'namespace', namespace, '--ignore-not-found', '-o', 'name']);
  if (there !== '') throw new Complaint(`The cluster has a namespace ${namespace} already: delete it first.`);
}

async function agreement(doors: Doors, withinMs: number): Promise<void> {
  const verdict = await waitForAgreement({
    look: () => look(doors.link.url, 'default'),
    everyMs: 1_000,
    withinMs,
    told: ({ flows }) =>
      steps.progress(flows.map(({ id, agree, differ }) => `${id} ${agree} agree, ${differ} differ`).join('; ')),
  });
  if (verdict.agreed) return;
  nothing(
    'No agreement',
    verdict.flows.map(({ id, agree, differ }) => `${id}: ${agree} agree, ${differ} differ`),
  );
}

/** An edit at one side, seen at the other through the cluster. */
async function editGoesRound(doors: Doors, { go, hrm }: Pair): Promise<void> {
  const people = await peopleOf(doors);
  const seen = (words: string, look: () => Promise<unknown>, value: string) =>
    until(async () => ((await look()) === value ? true : undefined), {
      withinMs: minutes(2),
      complaint: () => new Complaint(`an edit was never seen in ${words}`),
    });
  await people.goSet(pathOf(go), 'JobTitle', 'Los');
  await seen('the HRM', async () => (await people.hrmRow(pathOf(hrm)))['jobTitle'], 'Los');
  await people.hrmSet(pathOf(hrm), { jobTitle: 'Maskinist' });
  await seen('PowerOffice Go', async () => (await people.goRow(pathOf(go)))['JobTitle'], 'Maskinist');
}

/** Everything is rolled and deleted while people work: no edit is lost, nothing is made twice, no budget exceeded. */
async function shake(doors: Doors, pairs: readonly Pair[]): Promise<void> {
  const [gauge, ended] = [new Gauge(doors.sandbox.url), new AbortController()];
  const watching = gauge.watch(ended.signal);
  const edits = new Edits(() => peopleOf(doors), pairs);
  edits.start(500);
  const rolled = await steps.step('every Deployment rolled', () => rollAll(steps.progress));
  const deleted = await steps.step('every pod deleted once', () => deleteEach(steps.progress));
  const count = await edits.stop();
  await steps.step('agreement again', () => agreement(doors, minutes(10)));
  ended.abort();
  await watching;
  const people = await peopleOf(doors);
  const missing = await until(async () => ((await edits.missing()).length === 0 ? [] : undefined), {
    withinMs: minutes(2),
    everyMs: 1_000,
    complaint: () => new Complaint('edits are not at both ends'),
  }).catch(() => edits.missing());
  nothing(`Of ${count} edits`, missing);
  const founders = [...(await people.hrmList('employees')), ...(await people.hrmList('departments'))];
  const before = founders.filter(({ externalId }) => externalId === null).length;
  nothing('Made twice', await madeTwice(officeOf(doors), people, before));
  const { counts, words } = paceOf(gauge, { resumed: [], blows: [] });
  nothing('Too many requests', words);
  steps.line(`    ${count} edits, ${rolled} Deployments rolled, ${deleted} pods deleted`);
  steps.line(`    at most ${counts.maxPerSecond} requests a second to PowerOffice Go`);
}

/** What tells one state of an object from another: its generation, or for what has none its version. */
async function states(): Promise<readonly string[]> {
  const { items } = JSON.parse(await kubectl(['get', '-k', overlay, '-o', 'json'])) as { items: readonly Stated[] };
  return items.map(({ kind, metadata: { name, generation, resourceVersion } }) =>
    [kind, name, generation ?? resourceVersion].join(' '),
  );
}
interface Stated {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation?: number; readonly resourceVersion: string };
}

/** kubectl says "configured" also where the API server finds nothing new in what it is sent: so states are compared. */
async function applyAgain(): Promise<void> {
  await kubectl(['diff', '-k', overlay]);
  const before = new Set(await states());
  await kubectl(['apply', '-k', overlay]);
  nothing(
    'Applying it again changed',
    (await states()).filter((state) => !before.has(state)),
  );
}

async function run(doors: { link?: Forward; sandbox?: Forward }): Promise<void> {
  await steps.step('kubectl apply -k k8s/overlays/demo', () => kubectl(['apply', '-k', overlay]));
  await steps.step('migrations and topics', () =>
    inNamespace('wait', '--for=condition=complete', 'jobs', '--all', '--timeout=600s'),
  );
  await steps.step('every pod ready', () => allReady(600));
  doors.link = await forward('link', 80);
  doors.sandbox = await forward('sandbox', 8080);
  const both = doors as Doors;
  const threefold = steps.step(`KEDA: ${scaled} from 1 to 3`, () => scaledTo(scaled, 3, minutes(15)));
  threefold.catch(() => undefined);
  await steps.step('five flows in agreement', () => agreement(both, minutes(20)));
  await threefold;
  await steps.step(`KEDA: ${scaled} back to 1`, () => scaledTo(scaled, 1, minutes(15)));
  steps.line((await inNamespace('top', 'pods').catch(() => '')).replaceAll(/^/gm, '    ').trimEnd());
  const pairs = (await agreeingPairs(officeOf(both))).filter(({ go }) => go.category === 'EMPLOYEE').slice(0, 41);
  if (pairs.length < 41) throw new Complaint(`${pairs.length} employees agree, which are too few to edit`);
  await steps.step('an edit goes round, both ways', () => editGoesRound(both, pairs[40]!));
  await shake(both, pairs.slice(0, 40));
  await steps.step('the same applied again changes nothing', applyAgain);
  const restarts = restartsOf(await pods());
  steps.line(`    containers that ended by themselves: ${restarts.join(', ') || 'none'}`);
}

/** What the demo overlay promises, shown on the cluster of KUBECONFIG. Its images have to be there. */
await command(async () => {
  const options = optionsOf(process.argv.slice(2));
  await requireCluster();
  const folders = options['node-folders'];
  if (folders !== undefined) await steps.step('folders of the node as volumes', () => makeNodeFolders(folders));
  await requireVolumes();
  const doors: { link?: Forward; sandbox?: Forward } = {};
  try {
    await run(doors);
    return 0;
  } finally {
    doors.link?.close();
    doors.sandbox?.close();
    if (!options.keep) {
      await kubectl(['delete', '-k', overlay, '--ignore-not-found', '--wait=true', '--timeout=180s']).catch(() => '');
      if (folders !== undefined) await removeNodeFolders().catch(() => undefined);
    }
  }
});
