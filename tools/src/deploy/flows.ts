import { isOf, isWorkload, type KubeObject, labelsOf, titleOf, type Workload } from './objects.js';
import type { Rule } from './pod-rules.js';

type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: object;
}
interface Opening {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol?: string }[];
}
/** A network policy, as far as it is looked at here. */
export interface NetworkPolicy extends KubeObject {
  readonly spec: {
    readonly podSelector: Selector;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly Opening[];
    readonly egress?: readonly Opening[];
  };
}

const expressionHolds = (
  { key, operator, values = [] }: NonNullable<Selector['matchExpressions']>[number],
  labels: Labels,
): boolean => {
  const isIn = values.includes(labels[key] ?? '');
  if (operator === 'In') return isIn;
  if (operator === 'NotIn') return !isIn;
  throw new Error(`network policies here use In and NotIn, not ${operator}`);
};

/** Whether a selector means these labels. */
export const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every((expression) => expressionHolds(expression, labels));

/** Whether one end of a flow lets it through: some policy that selects the pod names the other end and the port. */
function lets(
  policies: readonly NetworkPolicy[],
  way: 'ingress' | 'egress',
  [one, other]: Ends,
  port: number,
): boolean {
  const type = way === 'ingress' ? 'Ingress' : 'Egress';
  const ruling = policies.filter(({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, one));
  if (ruling.length === 0) return true;
  return ruling
    .flatMap(({ spec }) => spec[way] ?? [])
    .some(
      ({ from, to, ports }) =>
        ((way === 'ingress' ? from : to) ?? []).some(
          ({ podSelector, namespaceSelector }) => podSelector && !namespaceSelector && selects(podSelector, other),
        ) &&
        (ports === undefined || ports.some((opened) => opened.port === port)),
    );
}
type Ends = readonly [one: Labels, other: Labels];

const policiesIn = (objects: readonly KubeObject[]) =>
  objects.filter(isOf('NetworkPolicy')) as readonly NetworkPolicy[];

/** Whether a pod reaches another of the same namespace at a port. */
export function reaches(objects: readonly KubeObject[], [from, to]: Ends, port: number): boolean {
  const policies = policiesIn(objects);
  return lets(policies, 'egress', [from, to], port) && lets(policies, 'ingress', [to, from], port);
}

const nameOf = (workload: Workload): string => labelsOf(workload)['app.kubernetes.io/name']!;
const componentOf = (workload: Workload): string => labelsOf(workload)['app.kubernetes.io/component']!;
const bused = ['api', 'consumer', 'connector'];

/** Who has to reach which server; everybody else must not. */
export const servers: readonly {
  readonly name: string;
  readonly port: number;
  readonly by: (one: Workload) => boolean;
}[] = [
  { name: 'kafka', port: 9092, by: (one) => bused.includes(componentOf(one)) || nameOf(one) === 'topics' },
  {
    name: 'postgres',
    port: 5432,
    by: (one) => ['api', 'connector'].includes(componentOf(one)) || /^(link-consumer$|migrate-)/.test(nameOf(one)),
  },
  { name: 'sandbox', port: 8080, by: (one) => componentOf(one) === 'connector' },
];

/** Nothing talks to anything but where a policy names the flow, and every flow there must be is named. */
export const namedFlows: Rule = (objects) => {
  const workloads = objects.filter(isWorkload);
  const denied = policiesIn(objects).some(
    ({ spec }) =>
      Object.keys(spec.podSelector).length === 0 && spec.policyTypes.length === 2 && !spec.ingress && !spec.egress,
  );
  const wrong = servers.flatMap(({ name, port, by }) => {
    const server = workloads.find((workload) => nameOf(workload) === name);
    if (!server) return [];
    return workloads
      .filter((workload) => workload !== server)
      .filter((client) => reaches(objects, [labelsOf(client), labelsOf(server)], port) !== by(client))
      .map((client) => `${titleOf(client)} ${by(client) ? 'does not reach' : 'reaches'} ${name}`);
  });
  return [...(denied ? [] : ['no policy denies what none names']), ...wrong];
};
