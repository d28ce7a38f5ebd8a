import { isOf, type KubeObject } from './objects.js';

export type Labels = Readonly<Record<string, string>>;
interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}
/** Who is at the other end. */
export interface Peer {
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
  const isOther = ({ podSelector, namespaceSelector }: Peer) =>
    podSelector && !namespaceSelector && selects(podSelector, other);
  return ruling
    .flatMap(({ spec }) => spec[way] ?? [])
    .some(({ from, to, ports }) => {
      const peers = way === 'ingress' ? from : to;
      return (peers === undefined || peers.some(isOther)) && opens(ports, port);
    });
}
const opens = (ports: Opening['ports'], port: number) =>
  ports === undefined || ports.some((opened) => opened.port === port);
type Ends = readonly [one: Labels, other: Labels];

export const policiesIn = (objects: readonly KubeObject[]) =>
  objects.filter(isOf('NetworkPolicy')) as readonly NetworkPolicy[];

/** Whether a pod reaches another of the same namespace at a port. */
export function reaches(objects: readonly KubeObject[], [from, to]: Ends, port: number): boolean {
  const policies = policiesIn(objects);
  return lets(policies, 'egress', [from, to], port) && lets(policies, 'ingress', [to, from], port);
}

/** Whether the pods of another namespace reach one at a port. */
export const reachedFrom = (objects: readonly KubeObject[], namespace: string, to: Labels, port: number): boolean =>
  policiesIn(objects)
    .filter(({ spec }) => spec.policyTypes.includes('Ingress') && selects(spec.podSelector, to))
    .flatMap(({ spec }) => spec.ingress ?? [])
    .filter(({ ports }) => opens(ports, port))
    .some(
      ({ from }) => from === undefined || from.some(({ namespaceSelector }) => isNamed(namespaceSelector, namespace)),
    );

const isNamed = (selector: Selector | undefined, namespace: string): boolean =>
  selector !== undefined && selects(selector, { 'kubernetes.io/metadata.name': namespace });
