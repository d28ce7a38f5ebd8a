import { z } from 'zod';
import { personCustomer, Resource, resourcesOf, System } from './record.js';

/** The resources whose records link knows of each system. */
const known: Readonly<Record<System, readonly Resource[]>> = {
  ...resourcesOf,
  powerofficego: [...resourcesOf.powerofficego, personCustomer],
};

const record = z
  .strictObject({ system: System, resource: Resource, id: z.string().min(1).max(200) })
  .superRefine(({ system, resource }, { addIssue }) => {
    if (known[system].includes(resource)) return;
    addIssue({ code: 'custom', path: ['resource'], message: `${system} has ${known[system].join(', ')}` });
  })
  .describe('the record, where it has no link; of one that has a link, the link is erased');

/**
 * Everything kept of a person's (or a company's) records is deleted, once they are gone from their systems. A record
 * that never met another has no link, and is named itself.
 */
export const Erase = z
  .strictObject({
    type: z.literal('erase'),
    link: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('id of the link of the records; all it was before is erased with it'),
    record: record.optional(),
  })
  .superRefine(({ link, record: named }, { addIssue }) => {
    const wrong = (at: 'link' | 'record', message: string) => addIssue({ code: 'custom', path: [at], message });
    if (link === undefined && named === undefined)
      wrong('link', 'name what is to be erased: its link, or as `record` the system, resource and id of one without');
    if (link !== undefined && named !== undefined) wrong('record', 'name either the link or the record, not both');
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
