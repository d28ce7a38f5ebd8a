import { setTimeout as pause } from 'node:timers/promises';

/** Time as trying a write needs it, in milliseconds; the simulated world has its own. */
export interface Clock {
  now(): number;
  pause(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  pause: async (ms) => {
    await pause(ms);
  },
};
