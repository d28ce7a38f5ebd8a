import { topics } from '@samsvar/contracts';
import { talkers } from '@samsvar/contracts';
import { containersOf, isOf, isServer, isWorkload, type KubeObject, podOf, titleOf, type Workload } from './objects.js';
import type { Rule } from './pod-rules.js';

interface Scaled extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string };
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
    readonly triggers: readonly { readonly metadata: Readonly<Record<string, string>> }[];
  };
}
interface Budget extends KubeObject {
  readonly spec: { readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } };
}

const deploymentsOf = (objects: readonly KubeObject[]) => objects.filter(isOf('Deployment')) as readonly Workload[];
const scaledOf = (objects: readonly KubeObject[]) => objects.filter(isOf('ScaledObject')) as readonly Scaled[];

const scalersOf = (objects: readonly KubeObject[], { metadata }: KubeObject) =>
  scaledOf(objects).filter(({ spec }) => spec.scaleTargetRef.name === metadata.name);

/** How many of it there may be. */
const mostOf = (objects: readonly KubeObject[], deployment: Workload): number =>
  Math.max(
    deployment.spec.replicas ?? 1,
    ...scalersOf(objects, deployment).map(({ spec }) => spec.maxReplicaCount ?? 100),
  );

/** Whoever empties a node takes one pod at a time. */
export const disruptionBudgets: Rule = (objects) => {
  const budgets = objects.filter(isOf('PodDisruptionBudget')) as readonly Budget[];
  const named = new Set(budgets.map(({ spec }) => spec.selector.matchLabels['app.kubernetes.io/name']));
  return deploymentsOf(objects)
    .filter((deployment) => mostOf(objects, deployment) > 1 && !named.has(deployment.metadata.name))
    .map((deployment) => `${titleOf(deployment)} has no disruption budget`);
};

/** A roll takes nothing away before its successor is ready, and leaves time to stop in good order. */
export const gentleRolls: Rule = (objects) =>
  deploymentsOf(objects).flatMap((deployment) => {
    const pod = podOf(deployment);
    const pause = Math.max(...pod.containers.map(({ lifecycle }) => lifecycle?.preStop?.sleep?.seconds ?? 0));
    const flaws = [
      deployment.spec.strategy?.rollingUpdate?.maxUnavailable !== 0 && 'takes a pod away before another is ready',
      (pod.terminationGracePeriodSeconds ?? 0) < stopSeconds + pause && 'may be ended before it has stopped',
      pod.priorityClassName === undefined && 'has no priority',
      !['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].every((key) =>
        pod.topologySpreadConstraints?.some(({ topologyKey }) => topologyKey === key),
      ) && 'is not spread over nodes and zones',
    ];
    return flaws.flatMap((flaw) => (flaw ? [`${titleOf(deployment)} ${flaw}`] : []));
  });
/** `libs/service` gives a stop ten seconds; twice that leaves room for a slow machine. */
const stopSeconds = 20;

/** Every service that hears the bus is scaled by what it hears, all of it, and by nobody else. */
export const scaledByLag: Rule = (objects) => {
  const hearing = talkers.map(({ service, hears }) => ({
    name: service === 'link' ? 'link-consumer' : service,
    hears,
  }));
  return deploymentsOf(objects).flatMap((deployment) => {
    const scalers = scalersOf(objects, deployment);
    const hears = hearing.find(({ name }) => name === deployment.metadata.name)?.hears;
    if (!hears) return scalers.map(() => `${titleOf(deployment)} hears nothing and is scaled by lag`);
    if (scalers.length !== 1) return [`${titleOf(deployment)} has ${scalers.length} ScaledObjects`];
    const [scaler] = scalers;
    const wanted = Object.entries(hears).map(([topic, group]) => `samsvar.${topic} ${group}`);
    const found = scaler!.spec.triggers.map(({ metadata }) => `${metadata['topic']} ${metadata['consumerGroup']}`);
    const partitions = Math.min(...Object.values(topics).map((topic) => topic.partitions));
    const flaws = [
      deployment.spec.replicas !== undefined && 'says itself how many there are',
      (scaler!.spec.minReplicaCount ?? 0) < 1 && 'may be scaled to none',
      (scaler!.spec.maxReplicaCount ?? 100) > partitions && 'may have more replicas than partitions',
      wanted.toSorted().join() !== found.toSorted().join() && `is scaled by ${found.join(', ')}`,
    ];
    return flaws.flatMap((flaw) => (flaw ? [`${titleOf(deployment)} ${flaw}`] : []));
  });
};

/** Our images bear one version, and so do the Jobs of a release, which are never changed in place. */
export const oneVersion =
  (version: string): Rule =>
  (objects) =>
    objects.filter(isWorkload).flatMap((workload) => [
      ...containersOf(workload)
        .filter(({ image }) => image.startsWith('samsvar/') && !image.endsWith(`:${version}`))
        .map(({ image }) => `${titleOf(workload)} has the image ${image}, not of ${version}`),
      ...(workload.kind === 'Job' ? jobFlaws(workload, version) : []),
    ]);

function jobFlaws(job: Workload, version: string): readonly string[] {
  const suffix = `-${version.replaceAll('.', '-')}`;
  const fromConfig = containersOf(job).some(({ envFrom = [] }) => envFrom.length > 0);
  return [
    ...(job.metadata.name.endsWith(suffix) ? [] : [`${titleOf(job)} does not bear the version: ${suffix}`]),
    ...(fromConfig ? [`${titleOf(job)} cannot be applied again once the settings it reads have changed`] : []),
  ];
}

/** What has a schema waits for it. */
export const waitsForSchema: Rule = (objects) =>
  objects
    .filter(isServer)
    .filter((workload) => podOf(workload).containers.some(({ env = [] }) => env.some(isDatabaseUrl)))
    .filter((workload) => !(podOf(workload).initContainers ?? []).some(({ args = [] }) => args.includes('--wait')))
    .map((workload) => `${titleOf(workload)} does not wait for its schema`);
const isDatabaseUrl = ({ name }: { readonly name: string }) => name === 'DATABASE_URL';

/** The API server itself refuses what is not restricted. */
export const restrictedNamespace: Rule = (objects) =>
  objects
    .filter(isOf('Namespace'))
    .filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted')
    .map((namespace) => `${titleOf(namespace)} does not enforce restricted pods`);
