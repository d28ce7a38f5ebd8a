import { z } from 'zod';
import { System, TenantId } from './record.js';

/** Goes the whole way of an edit, from a connector through mapping and link and back, and changes nothing. */
export const Heartbeat = z
  .object({
    tenant: TenantId,
    system: System,
    at: z.number().int().describe("when it began, milliseconds of the connector's database clock"),
  })
  .describe('goes the whole way of an edit and changes nothing: how far it comes shows what stands still');
export type Heartbeat = z.infer<typeof Heartbeat>;
