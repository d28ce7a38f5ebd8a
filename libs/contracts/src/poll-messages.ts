import { z } from 'zod';
import { Resource, System, TenantId } from './record.js';

/** One complete listing of a resource: how many records there are, and the order-free digest of their ids. */
export const ScanCompleted = z
  .object({
    tenant: TenantId,
    system: System,
    resource: Resource,
    scanId: z.string(),
    count: z.number().int().nonnegative(),
    digest: z.number().int().nonnegative(),
    toldSince: z
      .number()
      .int()
      .optional()
      .describe(
        'what it named was told again, as this revision or a later one: what was told only before is asked about by id',
      ),
  })
  .describe('one complete listing of a resource, by count and digest of its ids');
export type ScanCompleted = z.infer<typeof ScanCompleted>;

/** Why a system no longer looks like itself: a restored backup, another company's data, rights that were withdrawn. */
export const Suspicion = z
  .object({
    why: z
      .enum(['back-in-time', 'ids-replaced'])
      .describe('records went back to older stamps or versions; or most known records are missing'),
    count: z.number().int().positive().describe('how many records speak for it'),
    of: z.number().int().positive().describe('of how many'),
  })
  .describe('the system looks as if it went back in time, or as if it were another');
export type Suspicion = z.infer<typeof Suspicion>;

/** The end of a poll that brought something to tell, or a suspicion. */
export const PollCompleted = z
  .object({
    tenant: TenantId,
    system: System,
    resource: Resource,
    pollId: z.string(),
    changed: z.number().int().nonnegative().describe('how many records it told of'),
    suspicion: Suspicion.optional(),
  })
  .describe('a poll has ended, and everything it told of was told before');
export type PollCompleted = z.infer<typeof PollCompleted>;
