import { type Container, isOf, type KubeObject, type PodSpec, titleOf } from './objects.js';
import type { Rule } from './pod-rules.js';

type Restriction = NonNullable<PodSpec['securityContext']> & NonNullable<Container['securityContext']>;
/** How the operator is told to make the pods of a part: of the pod, and of each of its containers. */
type Template = Readonly<
  Record<string, { readonly securityContext?: Restriction; readonly priorityClassName?: string } | undefined>
>;
interface Part {
  readonly template?: Template;
}
interface Pool extends KubeObject {
  readonly spec: Part;
}
interface Cluster extends KubeObject {
  readonly spec: Readonly<Record<string, Part | undefined>>;
}

/** The parts of a Kafka that have pods of their own, with the containers of each as its template calls them. */
const parts: Readonly<Record<string, readonly string[]>> = {
  entityOperator: ['topicOperatorContainer', 'userOperatorContainer'],
  cruiseControl: ['cruiseControlContainer'],
  kafkaExporter: ['container'],
};

/** Pods that Strimzi makes: it says nothing of how they run unless a template does. */
export const operatorPods: Rule = (objects) => [
  ...(objects.filter(isOf('KafkaNodePool')) as readonly Pool[]).flatMap((pool) =>
    flaws(titleOf(pool), pool.spec.template, ['kafkaContainer']),
  ),
  ...(objects.filter(isOf('Kafka')) as readonly Cluster[]).flatMap((kafka) =>
    Object.entries(parts).flatMap(([name, containers]) => {
      const part = kafka.spec[name];
      return part ? flaws(`${titleOf(kafka)} (${name})`, part.template, containers) : [];
    }),
  ),
];

function flaws(title: string, template: Template = {}, containers: readonly string[]): readonly string[] {
  const { securityContext = {}, priorityClassName } = template['pod'] ?? {};
  const found = [
    securityContext.runAsNonRoot !== true && 'may run as root',
    securityContext.seccompProfile?.type !== 'RuntimeDefault' && 'has no seccomp profile',
    priorityClassName === undefined && 'has no priority',
    ...containers.flatMap((name) => {
      const { securityContext: own = {} } = template[name] ?? {};
      return [
        own.allowPrivilegeEscalation !== false && `(${name}) may gain rights`,
        own.privileged && `(${name}) is privileged`,
        (!own.capabilities?.drop?.includes('ALL') || own.capabilities.add) && `(${name}) keeps capabilities`,
      ];
    }),
  ];
  return found.flatMap((flaw) => (flaw ? [`${title} ${flaw}`] : []));
}
