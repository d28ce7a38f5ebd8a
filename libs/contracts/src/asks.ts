import { z } from 'zod';
import { RecordRef, Resource, System, TenantId } from './record.js';

/** What people (through link) ask of a connector; states, not toggles, so repeats are harmless. */
export const ReadRecord = z
  .object({ ref: RecordRef })
  .describe(
    'read this record, which was told once, and tell it again; what is not found is looked for until it is proven gone',
  );
export const PollResource = z
  .object({
    tenant: TenantId,
    system: System,
    resource: Resource,
    full: z.boolean(),
    retell: z.boolean(),
    since: z
      .number()
      .int()
      .optional()
      .describe("only where everything was last told before this: milliseconds of the database's clock"),
    restored: z
      .boolean()
      .optional()
      .describe('with `retell`: what went back in time, older than was heard, is heard as it is and told as doubted'),
    audit: z.string().max(200).optional().describe('instead: say every record as it is, at leisure, under this name'),
  })
  .describe('poll now; `full`: a complete listing, `retell`: say every record again, changed or not');
export const SetPolling = z
  .object({ tenant: TenantId, system: System, paused: z.boolean() })
  .describe('pause or resume polling');
export const ForgetRecord = z.object({ ref: RecordRef }).describe('delete what is remembered of this record');
export type ReadRecord = z.infer<typeof ReadRecord>;
export type PollResource = z.infer<typeof PollResource>;
export type SetPolling = z.infer<typeof SetPolling>;
export type ForgetRecord = z.infer<typeof ForgetRecord>;
