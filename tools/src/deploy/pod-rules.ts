import { type Container, containersOf, isServer, isWorkload, type KubeObject, podOf, titleOf } from './objects.js';
import type { Workload } from './objects.js';

/** What is wrong, a sentence each; nothing where all is well. */
export type Rule = (objects: readonly KubeObject[]) => readonly string[];

const ofWorkloads =
  (flaws: (workload: Workload) => readonly (string | false | undefined)[]): Rule =>
  (objects) =>
    objects
      .filter(isWorkload)
      .flatMap((workload) => flaws(workload).flatMap((flaw) => (flaw ? [`${titleOf(workload)} ${flaw}`] : [])));

const ofContainers = (flaws: (container: Container) => readonly (string | false | undefined)[]): Rule =>
  ofWorkloads((workload) =>
    containersOf(workload).flatMap((container) =>
      flaws(container).map((flaw) => flaw && `(${container.name}) ${flaw}`),
    ),
  );

/** The pod part of the restricted profile, with a user of its own besides. */
export const restrictedPods = ofWorkloads((workload) => {
  const { securityContext = {}, volumes = [], hostNetwork, hostPID, hostIPC } = podOf(workload);
  return [
    securityContext.runAsNonRoot !== true && 'may run as root',
    !((securityContext.runAsUser ?? 0) > 0) && 'names no user',
    securityContext.seccompProfile?.type !== 'RuntimeDefault' && 'has no seccomp profile',
    (hostNetwork || hostPID || hostIPC) && 'shares the namespaces of its node',
    volumes.some((volume) => 'hostPath' in volume) && 'mounts a folder of its node',
  ];
});

/** The container part, and a root nobody writes to. */
export const restrictedContainers = ofContainers(({ securityContext = {} }) => [
  securityContext.allowPrivilegeEscalation !== false && 'may gain rights',
  securityContext.readOnlyRootFilesystem !== true && 'may write to its root',
  securityContext.privileged && 'is privileged',
  (!securityContext.capabilities?.drop?.includes('ALL') || (securityContext.capabilities.add ?? []).length > 0) &&
    'keeps capabilities',
]);

export const pinnedImages = ofContainers(({ image }) => [
  !/(:v?\d[\w.-]*|@sha256:[0-9a-f]{64})$/.test(image) && `has the image ${image}, which may change`,
]);

/** Memory is promised in full, so that no pod is ended for another's sake; a busy processor only slows. */
export const measuredResources = ofContainers(({ resources: { requests = {}, limits = {} } = {} }) => [
  ...['cpu', 'memory', 'ephemeral-storage'].map((what) => requests[what] === undefined && `requests no ${what}`),
  limits['memory'] !== requests['memory'] && 'may take other memory than it requests',
  limits['ephemeral-storage'] === undefined && 'may fill the disk',
  limits['cpu'] !== undefined && 'has a limit of cpu',
]);

/** Started, alive and ready are three questions; a pod that is asked the same thing twice means one of them wrong. */
export const threeProbes: Rule = (objects) =>
  objects.filter(isServer).flatMap((workload) =>
    podOf(workload).containers.flatMap(({ name, startupProbe, livenessProbe, readinessProbe }) => {
      const title = `${titleOf(workload)} (${name})`;
      if (!startupProbe || !livenessProbe || !readinessProbe) return [`${title} is not asked all three questions`];
      return asked(livenessProbe) === asked(readinessProbe) ? [`${title} is ready whenever it is alive`] : [];
    }),
  );
const asked = (probe: object): string => {
  const { httpGet, tcpSocket, exec } = probe as Record<string, unknown>;
  return JSON.stringify({ httpGet, tcpSocket, exec });
};

/** Nobody here asks the API server anything. */
export const noTokens: Rule = (objects) => [
  ...ofWorkloads((workload) => {
    const { automountServiceAccountToken, serviceAccountName } = podOf(workload);
    const own = objects.some(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === serviceAccountName);
    return [automountServiceAccountToken !== false && 'mounts a token', !own && 'has no service account of its own'];
  })(objects),
  ...objects
    .filter(({ kind }) => kind === 'ServiceAccount')
    .filter((account) => (account as { automountServiceAccountToken?: boolean }).automountServiceAccountToken !== false)
    .map((account) => `${titleOf(account)} hands out tokens`),
];

/** Values that let somebody in come from Secrets. */
export const secretsByReference = ofContainers(({ env = [] }) =>
  env.map(
    ({ name, value }) =>
      /(URL|PASSWORD|SECRET|KEY)$/.test(name) && value !== undefined && `has the value of ${name} written down`,
  ),
);
