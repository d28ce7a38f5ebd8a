import { parentPort } from 'node:worker_threads';
import { type Hunt, hunted, type Hunted } from './hunt.js';
import { livedSlice, type Slice, type Sliced } from './slice.js';

export type Task = Slice | Hunt;
export type Result<T extends Task> = T extends Slice ? Sliced : Hunted;

// What fails on purpose is thrown by the million here: nobody reads where.
if (parentPort) Error.stackTraceLimit = 0;

parentPort?.on('message', (task: Task) => {
  const result: Promise<Sliced | Hunted> = 'mutant' in task ? hunted(task) : livedSlice(task);
  void result.then((found) => parentPort!.postMessage(found));
});
