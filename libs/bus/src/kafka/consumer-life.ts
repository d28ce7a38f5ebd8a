import { Postponed } from '../failures.js';

const heartbeatEveryMs = 2_000;

/** Waits for the work while telling the group that we are alive; a lost membership ends the wait, not the work. */
export async function beating(heartbeat: () => Promise<void>, work: Promise<void>): Promise<void> {
  let stop: (() => void) | undefined;
  const lost = new Promise<never>((_, reject) => {
    const timer = setInterval(() => heartbeat().catch(reject), heartbeatEveryMs);
    stop = () => clearInterval(timer);
  });
  try {
    await Promise.race([work, lost]);
  } finally {
    stop?.();
  }
}

/** That the work was postponed; whatever else is thrown goes on its way. */
export const postponement = (work: Promise<void>): Promise<Postponed | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Postponed) return error;
      throw error;
    },
  );

/**
 * kafkajs goes on without a consumer after an error it does not hold for temporary. A service that hears nothing had
 * better end, so that whoever watches it starts another: nobody catches this.
 */
export function endWithoutConsumer({ error, groupId }: { readonly error: Error; readonly groupId: string }): void {
  setImmediate(() => {
    throw new Error(`the consumer of ${groupId} ended for good: ${error.message}`, { cause: error });
  });
}
