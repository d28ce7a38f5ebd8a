import { z } from 'zod';

/** Everything kept of a person's (or a company's) records is deleted, once they are gone from their systems. */
export const Erase = z
  .strictObject({
    type: z.literal('erase'),
    link: z.string().min(1).max(200).describe('id of the link of the records; all it was before is erased with it'),
  })
  .describe('everything that is kept of records which are gone from their systems is deleted, for good');

/** How much of each sort of thing was deleted. */
export interface Removed {
  readonly links: number;
  readonly events: number;
  readonly records: number;
  readonly matchKeys: number;
  readonly waits: number;
  readonly timers: number;
  readonly findings: number;
}
