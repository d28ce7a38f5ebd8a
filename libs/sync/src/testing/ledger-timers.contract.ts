import { describe, expect, test } from 'vitest';
import type { ChangedLink, Changes, Ledger, Timer } from '../batch/ledger.js';

/** A ledger to save to and to read from, and a link of two events. */
export interface Opened {
  save(changes: Partial<Changes>): Promise<void>;
  read<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
}

/** What every ledger promises of events that happened, and of timers. */
export function timersContract(name: string, open: () => Promise<Opened>, linkOf: (id: string) => ChangedLink): void {
  describe(`${name}: what happened, and timers`, () => {
    test('an event is found by its place in a stream', async () => {
      const { save, read } = await open();
      await save({ links: [linkOf('1'), linkOf('2')] });
      const [first, second] = linkOf('1').events;
      const found = await read((ledger) =>
        ledger.happened([
          { linkId: 'l-1', version: 2 },
          { linkId: 'l-1', version: 1 },
          { linkId: 'l-1', version: 3 },
          { linkId: 'l-nobody', version: 1 },
        ]),
      );
      expect([...found].sort((a, b) => a.version - b.version)).toEqual([
        { linkId: 'l-1', version: 1, event: first },
        { linkId: 'l-1', version: 2, event: second },
      ]);
      expect(await read((ledger) => ledger.happened([]))).toEqual([]);
    });

    test('timers are due in their time, in order, once started anew later, and not once they have ended', async () => {
      const { save, read } = await open();
      const timer = (about: string, afterMs: number): Timer => ({ what: 'retry', about, afterMs });
      const due = (inMs: number, limit = 10) =>
        read(async (ledger) =>
          (await ledger.due(Date.now() + inMs, limit)).map(({ what, about }) => `${what} ${about}`),
        );
      await save({
        timersAdded: [timer('l-1 active', 60_000), timer('l-2 active', 120_000), timer('l-3 a b', 180_000)],
      });
      expect(await due(30_000)).toEqual([]);
      expect(await due(90_000)).toEqual(['retry l-1 active']);
      expect(await due(900_000, 2)).toEqual(['retry l-1 active', 'retry l-2 active']);
      await save({ timersAdded: [timer('l-1 active', 500_000)], timersEnded: [{ what: 'retry', about: 'l-3 a b' }] });
      expect(await due(300_000)).toEqual(['retry l-2 active']);
      expect(await due(900_000)).toEqual(['retry l-2 active', 'retry l-1 active']);
    });
  });
}
