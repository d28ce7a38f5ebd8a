import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

type Labels = Readonly<Record<string, string>>;
type Quantities = Readonly<Record<string, string | number>>;

/** Any object of Kubernetes, as far as all are alike. */
export interface KubeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec?: unknown;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly envFrom?: readonly Readonly<Record<string, { readonly name: string }>>[];
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly privileged?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
  readonly startupProbe?: object;
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number } } };
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly priorityClassName?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly topologySpreadConstraints?: readonly { readonly topologyKey: string }[];
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly seccompProfile?: { readonly type: string };
  };
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
}

/** What makes pods. */
export interface Workload extends KubeObject {
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job';
  readonly spec: {
    readonly replicas?: number;
    readonly strategy?: { readonly rollingUpdate?: { readonly maxUnavailable?: number | string } };
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
  };
}

export const isWorkload = (object: KubeObject): object is Workload =>
  ['Deployment', 'StatefulSet', 'Job'].includes(object.kind);
/** What is kept running, so what is probed. */
export const isServer = (object: KubeObject): object is Workload => isWorkload(object) && object.kind !== 'Job';
export const isOf =
  (kind: string) =>
  (object: KubeObject): boolean =>
    object.kind === kind;
export const podOf = ({ spec }: Workload): PodSpec => spec.template.spec;
export const labelsOf = ({ spec }: Workload): Labels => spec.template.metadata.labels;
export const containersOf = (workload: Workload): readonly Container[] => [
  ...(podOf(workload).initContainers ?? []),
  ...podOf(workload).containers,
];
export const titleOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.name}`;

/** The objects some YAML describes. */
export const objectsIn = (text: string): readonly KubeObject[] =>
  parseAllDocuments(text).flatMap((document) => {
    const value = document.toJS() as KubeObject | null;
    return value?.kind === undefined ? [] : [value];
  });

/** The objects of every file of a folder, as they are written: before kustomize has touched them. */
export const objectsUnder = (folder: string): readonly KubeObject[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml') && !path.endsWith('kustomization.yaml'))
    .sort()
    .flatMap((path) => objectsIn(readFileSync(join(folder, path), 'utf8')));
