import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Result, Task } from './worker.js';

/** As many workers as there are cores; each takes the next piece of work when it is done with one. */
export async function inParallel<T extends Task>(
  tasks: readonly T[],
  done: (result: Result<T>, at: number) => void,
  workers = availableParallelism(),
): Promise<void> {
  let taken = 0;
  const work = async () => {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    while (taken < tasks.length) {
      const at = taken++;
      worker.postMessage(tasks[at]);
      const [result] = (await once(worker, 'message')) as [Result<T>];
      done(result, at);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, work));
}
