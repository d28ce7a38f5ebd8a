import { HrmDepartment, HrmEmployee } from '@samsvar/contracts';
import { z } from 'zod';

const path = z.string().startsWith('/', 'is a path that begins with /');
const dotted = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, 'is a dotted name, for example meta.updatedAt');

/** One property of the contract: where this HRM keeps it, and what it takes. */
export const ProfileField = z.strictObject({
  path: dotted.optional().describe("where it is in the HRM's own record; the contract's name unless said"),
  type: z.enum(['text', 'date', 'boolean']),
  max: z.number().int().positive().optional().describe('characters at most'),
  required: z.boolean().default(false),
});

const resource = (fields: readonly string[]) =>
  z.strictObject({
    list: z.strictObject({
      path,
      items: dotted.describe('where the records are in a page'),
      cursor: z.strictObject({ from: dotted, param: z.string() }),
      limit: z.strictObject({ param: z.string(), max: z.number().int().positive() }),
      total: dotted.optional(),
      since: z.strictObject({ param: z.string(), from: dotted, overlapSeconds: z.number().int().min(0) }),
      scan: z.record(z.string(), z.string()).describe('the query that lists in stable id order'),
      query: z.record(z.string(), z.string()).default({}),
      tombstones: z
        .strictObject({
          query: z.record(z.string(), z.string()).describe('the query that has a listing of changes name them'),
          field: dotted.describe('what is true of a record that was deleted'),
        })
        .optional()
        .describe('how a listing of changes says what was deleted, where it does'),
    }),
    id: dotted,
    path: path.refine((text) => text.includes('{id}'), 'names no {id}'),
    createPath: path,
    reference: z.strictObject({ field: dotted, param: z.string() }),
    version: z.strictObject({ field: dotted, etag: z.string().includes('{value}') }),
    stamp: dotted,
    deactivate: z.record(z.string(), z.union([z.string(), z.boolean(), z.null()])),
    fields: z.partialRecord(z.enum(fields as [string]), ProfileField),
  });

/** An HRM's REST API, described so that it can be kept in agreement without code. */
export const Profile = z.strictObject({
  profile: z.string(),
  auth: z.strictObject({ type: z.literal('oauth2-client-credentials'), tokenPath: path, scope: z.string().optional() }),
  limits: z.strictObject({
    concurrency: z.number().int().positive(),
    perSecond: z.number().int().min(0).describe('requests per second; 0: no limit'),
    retryAfterHeader: z.string().default('retry-after'),
  }),
  resources: z.strictObject({
    department: resource(Object.keys(HrmDepartment.shape)),
    employee: resource(Object.keys(HrmEmployee.shape)),
  }),
});
export type Profile = z.infer<typeof Profile>;
export type ResourceProfile = Profile['resources']['employee'];
export type ProfileField = z.infer<typeof ProfileField>;
