import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Complaint } from '../stack/complaint.js';
import { freePorts } from '../stack/ports.js';
import { until } from '../stack/until.js';
import { namespace } from './kubectl.js';

/** A way to a Service in the cluster, on the loopback interface. */
export interface Forward {
  readonly url: string;
  close(): void;
}

/** Keeps a way open, also when the pod at its end goes: the next one is found. */
export async function forward(service: string, port: number): Promise<Forward> {
  const [local] = (await freePorts(1)) as [number];
  const url = `http://127.0.0.1:${local}`;
  let child: ChildProcess | undefined;
  let isClosed = false;
  const keep = async (): Promise<void> => {
    while (!isClosed) {
      const args = ['-n', namespace, 'port-forward', `service/${service}`, `${local}:${port}`];
      child = spawn('kubectl', args, { stdio: 'ignore' });
      await Promise.race([
        new Promise((resolve) => child!.once('close', resolve)),
        whileAnswering(url, () => isClosed),
      ]);
      child.kill('SIGKILL');
      await pause(300);
    }
  };
  void keep();
  await until(() => answers(url), {
    withinMs: 120_000,
    everyMs: 250,
    complaint: () => new Complaint(`port-forward to ${service} never answered`),
  });
  return {
    url,
    close: () => {
      isClosed = true;
      child?.kill('SIGKILL');
    },
  };
}

const answers = async (url: string): Promise<true | undefined> => {
  const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(3_000) });
  await answer.body?.cancel();
  return answer.ok || undefined;
};

/** kubectl may not notice that its pod is gone: a way that is silent three times in a row is given up. */
async function whileAnswering(url: string, isClosed: () => boolean): Promise<void> {
  await pause(5_000);
  for (let silent = 0; silent < 3 && !isClosed();) {
    silent = (await answers(url).catch(() => undefined)) ? 0 : silent + 1;
    await pause(1_000);
  }
}
