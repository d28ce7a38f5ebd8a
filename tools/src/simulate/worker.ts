import { parentPort } from 'node:worker_threads';
import { livedSlice } from './slice.js';
import type { Slice } from './swarm.js';

parentPort?.on('message', (slice: Slice) => {
  void livedSlice(slice).then((sliced) => parentPort!.postMessage(sliced));
});
