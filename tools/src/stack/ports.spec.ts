import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePorts, requireFree } from './ports.js';

const listening = (port: number) =>
  new Promise<() => void>((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(() => server.close()));
  });

describe('a port', () => {
  test('that is busy is named with the variable that moves ours, and one that is free is not', async () => {
    const [busy, free] = (await freePorts(2)) as [number, number];
    const close = await listening(busy);
    const wanted = [
      { port: busy, whose: 'sandbox', variable: 'SANDBOX_PORT' },
      { port: free, whose: 'link', variable: 'LINK_PORT' },
    ];
    await expect(requireFree(wanted)).rejects.toThrow(
      `Port ${busy} (sandbox) is in use: stop what listens there, or choose another port with SANDBOX_PORT.`,
    );
    close();
    await requireFree([wanted[1]!]);
  });

  test('is never given out twice in one answer', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
  });
});
