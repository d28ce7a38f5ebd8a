import { createServer } from 'node:net';
import { Complaint } from './complaint.js';

/** A port somebody is to listen on, and the variable that moves it elsewhere. */
export interface WantedPort {
  readonly port: number;
  readonly whose: string;
  readonly variable: string;
}

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const { port: bound } = server.address() as { port: number };
      server.close(() => resolve(bound));
    });
  });
}

/** Whether nobody listens on a port of the loopback interface. */
export const isFree = (port: number): Promise<boolean> =>
  listen(port).then(
    () => true,
    () => false,
  );

/** Ports nobody listens on right now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) found.add(await listen(0));
  return [...found];
}

/** Refuses to start beside a stranger: one sentence per busy port, with the variable that moves ours. */
export async function requireFree(wanted: readonly WantedPort[]): Promise<void> {
  const looked = await Promise.all(wanted.map(async (one) => ({ ...one, free: await isFree(one.port) })));
  const busy = looked.filter((one) => !one.free);
  if (busy.length === 0) return;
  throw new Complaint(
    busy
      .map(
        ({ port, whose, variable }) =>
          `Port ${port} (${whose}) is in use: stop what listens there, or choose another port with ${variable}.`,
      )
      .join('\n'),
  );
}
