import { type Labels, type NetworkPolicy, type Peer, policiesIn, reachedFrom, reaches } from './flows.js';
import { isOf, isWorkload, type KubeObject, labelsOf, titleOf, type Workload } from './objects.js';
import type { Rule } from './pod-rules.js';

interface Kafka extends KubeObject {
  readonly spec: {
    readonly kafka: {
      readonly listeners: readonly { readonly port: number; readonly networkPolicyPeers?: readonly Peer[] }[];
    };
  };
}

/** A door of a server's pods, with the policies its operator adds by itself. */
interface Door {
  readonly labels: Labels;
  readonly port: number;
  readonly added?: readonly NetworkPolicy[];
}

const nameOf = (workload: Workload): string => labelsOf(workload)['app.kubernetes.io/name']!;
const componentOf = (workload: Workload): string => labelsOf(workload)['app.kubernetes.io/component']!;
const bused = ['api', 'consumer', 'connector'];

/** Who has to reach which server; everybody else must not. */
export const servers: readonly {
  readonly name: string;
  readonly port: number;
  /** Nobody can do without it. */
  readonly needed: boolean;
  readonly by: (one: Workload) => boolean;
  /** Its doors where an operator makes its pods. */
  readonly operated?: (objects: readonly KubeObject[]) => readonly Door[];
}[] = [
  {
    name: 'kafka',
    port: 9092,
    needed: true,
    by: (one) => bused.includes(componentOf(one)) || nameOf(one) === 'topics',
    operated: (objects) => (objects.filter(isOf('Kafka')) as readonly Kafka[]).flatMap(doorsOfStrimzi),
  },
  {
    name: 'postgres',
    port: 5432,
    needed: true,
    by: (one) => ['api', 'connector'].includes(componentOf(one)) || /^(link-consumer$|migrate-)/.test(nameOf(one)),
    operated: (objects) =>
      objects
        .filter(isOf('Cluster'))
        .map(({ metadata }) => ({ labels: { 'cnpg.io/cluster': metadata.name }, port: 5432 })),
  },
  { name: 'sandbox', port: 8080, needed: false, by: (one) => componentOf(one) === 'connector' },
];

/** Strimzi adds a policy that opens each listener to whoever it names, and to everybody where it names nobody. */
function doorsOfStrimzi({ metadata: { name }, spec }: Kafka): readonly Door[] {
  const own = { 'strimzi.io/cluster': name, 'strimzi.io/name': `${name}-kafka` };
  return spec.kafka.listeners.map(({ port, networkPolicyPeers: from }) => {
    const opening = { ...(from && { from }), ports: [{ port }] };
    const rules = { podSelector: { matchLabels: own }, policyTypes: ['Ingress'] as const, ingress: [opening] };
    const policy = { kind: 'NetworkPolicy', metadata: { name: `${name}-network-policy-kafka` }, spec: rules };
    return { labels: { ...own, 'app.kubernetes.io/name': 'kafka' }, port, added: [policy] };
  });
}

/** Nothing talks to anything but where a policy names the flow, and every flow there must be is named. */
export const namedFlows: Rule = (objects) => {
  const denied = policiesIn(objects).some(
    ({ spec }) =>
      Object.keys(spec.podSelector).length === 0 && spec.policyTypes.length === 2 && !spec.ingress && !spec.egress,
  );
  return [
    ...(denied ? [] : ['no policy denies what none names']),
    ...servers.flatMap((server) => {
      const doors = doorsOf(objects, server);
      if (doors.length === 0 && server.needed) return [`there is no ${server.name}`];
      return doors.flatMap((door) => wrongAt(door, objects, server));
    }),
  ];
};

type Server = (typeof servers)[number];

const doorsOf = (objects: readonly KubeObject[], { name, port, operated }: Server): readonly Door[] => [
  ...objects
    .filter(isWorkload)
    .filter((workload) => nameOf(workload) === name)
    .map((workload) => ({ labels: labelsOf(workload), port })),
  ...(operated?.(objects) ?? []),
];

function wrongAt({ labels, port, added = [] }: Door, objects: readonly KubeObject[], { name, by }: Server) {
  const all = [...objects, ...added];
  const isScaled = name === 'kafka' && objects.some(isOf('ScaledObject'));
  return [
    ...objects
      .filter(isWorkload)
      .filter((client) => nameOf(client) !== name && reaches(all, [labelsOf(client), labels], port) !== by(client))
      .map((client) => `${titleOf(client)} ${by(client) ? 'does not reach' : 'reaches'} ${name}`),
    ...(isScaled && !reachedFrom(all, 'keda', labels, port) ? ['KEDA does not reach kafka'] : []),
    ...(reachedFrom(all, 'elsewhere', labels, port) ? [`every namespace reaches ${name}`] : []),
  ];
}
