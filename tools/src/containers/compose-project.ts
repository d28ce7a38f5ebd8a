import type { Compose } from '../docker/compose.js';
import { docker, mustDocker } from '../docker/docker.js';
import { until } from '../stack/until.js';

/** What runs for as long as the project does, in the order it is taken down one by one. */
export const longRunning = [
  'mapping',
  'link-consumer',
  'link',
  'powerofficego-connector',
  'customhrm-connector',
  'kafka',
  'postgres',
  'sandbox',
] as const;
export const ours = longRunning.filter((name) => name !== 'kafka' && name !== 'postgres');
export const once = ['topics', 'migrate-link', 'migrate-powerofficego-connector', 'migrate-customhrm-connector'];

/** The part of what the engine says of a container that is looked at. */
export interface Inspected {
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Pid: number;
    readonly Health?: { readonly Status: string };
  };
  readonly HostConfig: { readonly ReadonlyRootfs: boolean; readonly CapDrop: readonly string[] | null };
}

export const inspected = async (id: string): Promise<Inspected> =>
  (JSON.parse(await mustDocker('inspect', id)) as Inspected[])[0]!;

/** Waits until the health check of a service says that it is well. */
export async function healthy(compose: Compose, service: string, withinMs: number): Promise<void> {
  const id = await compose.container(service);
  let last = '';
  await until(
    async () => {
      const { State } = await inspected(id);
      last = `${State.Status}, ${State.Health?.Status ?? 'no health check'}`;
      return State.Health?.Status === 'healthy' ? true : undefined;
    },
    {
      withinMs,
      everyMs: 300,
      complaint: () => new Error(`${service} is not well after ${withinMs / 1000} s: ${last}`),
    },
  );
}

/** The end of what a service logged, for whoever reads why something failed. */
export async function lastLog(compose: Compose, service: string): Promise<string> {
  return (await docker('logs', '--tail', '15', await compose.container(service))).said;
}
