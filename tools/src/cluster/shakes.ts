import { Complaint } from '../stack/complaint.js';
import { until } from '../stack/until.js';
import { allReady, inNamespace, isReady, namesOf, type Pod, pods, readyOf } from './kubectl.js';

const readySeconds = 300;

/** Rolls every Deployment, one after the other, as an update does. */
export async function rollAll(say: (words: string) => void): Promise<number> {
  const names = await namesOf('deployments');
  for (const name of names) {
    say(`rolling ${name}`);
    await inNamespace('rollout', 'restart', name);
    await inNamespace('rollout', 'status', name, `--timeout=${readySeconds}s`);
  }
  return names.length;
}

/** Deletes every pod once, servers too, and waits each time until all is well again. */
export async function deleteEach(say: (words: string) => void): Promise<number> {
  // Others may come and go meanwhile by lag: those that are there now are meant.
  const there = (await pods()).map(({ metadata }) => metadata.name);
  for (const name of there) {
    say(`deleting ${name}`);
    await inNamespace('delete', 'pod', name, '--ignore-not-found', '--wait=true');
    await allReady(readySeconds);
    await until(async () => ((await pods()).every(isReady) ? true : undefined), {
      withinMs: readySeconds * 1_000,
      everyMs: 500,
      complaint: () => new Complaint(`not every pod was ready again after ${name} was deleted`),
    });
  }
  return there.length;
}

/** Waits until a Deployment has so many ready. */
export const scaledTo = (deployment: string, count: number, withinMs: number): Promise<number> =>
  until(async () => ((await readyOf(deployment)) === count ? count : undefined), {
    withinMs,
    everyMs: 1_000,
    complaint: () => new Complaint(`${deployment} never had ${count} replicas`),
  });

/** Containers that ended by themselves, and how often. */
export const restartsOf = (all: readonly Pod[]): readonly string[] =>
  all.flatMap(({ metadata, status }) =>
    (status.containerStatuses ?? [])
      .filter(({ restartCount }) => restartCount > 0)
      .map(({ restartCount }) => `${metadata.name} ${restartCount}`),
  );
