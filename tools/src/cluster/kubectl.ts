import { programOf } from '../deploy/programs.js';
import { Complaint } from '../stack/complaint.js';

/** Where the overlays put everything. */
export const namespace = 'samsvar';

const run = programOf('kubectl', 'is how the cluster of KUBECONFIG is reached');

/** What kubectl answers; a complaint with its words where it fails. */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const { code, out, error } = await run(['--request-timeout=0', ...args], input);
  if (code === 0) return out;
  throw new Complaint(`kubectl ${args.join(' ')}: ${error.trim() || out.trim()}`);
}

export const inNamespace = (...args: readonly string[]): Promise<string> => kubectl(['-n', namespace, ...args]);

/** A pod, as far as it is asked about. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly name: string; readonly restartCount: number }[];
  };
}

/** Pods of ours that are there to stay: those of Jobs are done. */
export async function pods(): Promise<readonly Pod[]> {
  const { items } = JSON.parse(await inNamespace('get', 'pods', '-o', 'json')) as { items: readonly Pod[] };
  return items.filter(({ metadata }) => metadata.labels?.['batch.kubernetes.io/job-name'] === undefined);
}

export const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

/** How many of a Deployment are ready. */
export const readyOf = async (deployment: string): Promise<number> =>
  Number((await inNamespace('get', 'deployment', deployment, '-o', 'jsonpath={.status.readyReplicas}')) || 0);

/** The names of what is kept running, of one kind. */
export const namesOf = async (kind: 'deployments' | 'statefulsets'): Promise<readonly string[]> =>
  (await inNamespace('get', kind, '-o', 'name')).split('\n').filter((name) => name !== '');

/** Waits until everything that is kept running is as it should be. */
export async function allReady(withinSeconds: number): Promise<void> {
  const names = [...(await namesOf('statefulsets')), ...(await namesOf('deployments'))];
  for (const name of names) await inNamespace('rollout', 'status', name, `--timeout=${withinSeconds}s`);
}
