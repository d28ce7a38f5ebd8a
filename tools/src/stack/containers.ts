import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { GenericContainer, getContainerRuntimeClient } from 'testcontainers';
import type { Exit } from './child.js';
import { isRunning } from './command-of.js';
import { Complaint, wordsOf } from './complaint.js';
import { containerOf, forgetContainer, markerOf } from './container-names.js';
import type { Server } from './kept-server.js';

/** A server's image, what it is told, and where it is to answer. */
export interface ContainerPlan {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where it answers on this machine's loopback interface, and inside. */
  readonly port: number;
  readonly portInside: number;
  /** Where it keeps its data, inside; outside it is a volume that outlives it. */
  readonly data: string;
  /** The folder on whose behalf it runs. */
  readonly folder: string;
  readonly logFile: string;
  /** A word of its command line. */
  readonly word: string;
}

/** Testcontainers opens ports to the whole network; ours are for this machine alone. */
class LoopbackContainer extends GenericContainer {
  protected override beforeContainerCreated(): Promise<void> {
    const all = Object.values(this.hostConfig.PortBindings as Record<string, { HostIp?: string }[]>);
    for (const binding of all.flat()) binding.HostIp = '127.0.0.1';
    return Promise.resolve();
  }
}

/** Starts a server as a container, with the data it had before, and resolves when its port is open. */
export async function startContainer(plan: ContainerPlan): Promise<Server> {
  // Within a container itself Testcontainers would look for ports at the gateway's address: ours are open here alone.
  process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= '127.0.0.1';
  const name = containerOf(plan.folder);
  forgetContainer(plan.folder, { data: false });
  mkdirSync(dirname(plan.logFile), { recursive: true });
  mkdirSync(dirname(plan.folder), { recursive: true });
  writeFileSync(markerOf(plan.folder), `${name}\n`);
  const log = createWriteStream(plan.logFile, { flags: 'a' });
  try {
    const started = await new LoopbackContainer(plan.image)
      .withName(name)
      .withEnvironment({ ...plan.environment })
      .withExposedPorts({ container: plan.portInside, host: plan.port })
      .withBindMounts([{ source: name, target: plan.data }])
      .withLogConsumer((said: Readable) => void said.pipe(log))
      // What it was started for stops it, or the next start in the same folder.
      .withAutoCleanup(false)
      .withStartupTimeout(openWithinMs)
      .start();
    const { exited, pid } = await followed(started.getId(), plan.word);
    const stop = async () => void (await started.stop({ timeout: stopWithinMs, remove: true, removeVolumes: false }));
    return { pid, exited, stop };
  } catch (thrown) {
    forgetContainer(plan.folder, { data: false });
    throw new Complaint(
      `The engine could not start ${plan.image}: ${wordsOf(thrown)}. ${plan.logFile} may say more; ` +
        'SAMSVAR_SERVERS=processes does without the engine.',
    );
  }
}

/** A new data folder is formatted first, on a machine that may be busy. */
const openWithinMs = 120_000;
const stopWithinMs = 10_000;

/** Its end, and its process where that is one of this machine: an engine in a virtual machine counts its own. */
async function followed(id: string, word: string): Promise<Pick<Server, 'exited' | 'pid'>> {
  const { container } = await getContainerRuntimeClient();
  const handle = container.getById(id);
  const exited = (handle.wait() as Promise<{ StatusCode: number }>).then(
    ({ StatusCode }): Exit => ({ code: StatusCode, signal: null }),
    (): Exit => ({ code: null, signal: 'SIGKILL' }),
  );
  const { State } = await container.inspect(handle);
  return { exited, pid: isRunning(State.Pid, word) ? State.Pid : undefined };
}
