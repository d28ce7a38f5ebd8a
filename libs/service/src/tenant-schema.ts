import { flowIds } from '@samsvar/contracts';
import { z } from 'zod';
import { Secret } from './secret.js';

const url = z
  .url({ protocol: /^https?$/, error: 'is no http(s) address' })
  .transform((text) => text.replace(/\/+$/, ''));
const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

/** What a tenant may choose about one flow. */
export const FlowEntry = z.strictObject({
  enabled: z.boolean().default(true).describe('whether the flow runs at all'),
  creates: z.boolean().default(false).describe('whether records born in the HRM are created in PowerOffice Go'),
  directions: z
    .record(z.string(), z.enum(['both', 'toHrm', 'toPowerOfficeGo', 'off']))
    .default({})
    .describe('narrows a property; never widens what docs/flows.md allows'),
  owners: z
    .record(z.string(), z.enum(['powerofficego', 'customhrm', 'ask', 'latest']))
    .default({})
    .describe('who wins where both systems changed a property; powerofficego unless said'),
});

const limit = z.strictObject({ absolute: z.number().int().min(0), percent: z.number().min(0).max(100) });

/** One tenant of samsvar.yaml. */
export const TenantEntry = z.strictObject({
  firstContact: z
    .enum(['match', 'review', 'live'])
    .default('match')
    .describe('match: nothing is written; review: a person approves the plan; live: it approves itself'),
  matching: z
    .enum(['literal', 'safe', 'propose'])
    .default('safe')
    .describe('literal: always create; safe: by the sure rules; propose: every match waits for a person'),
  powerofficego: z.strictObject({
    baseUrl: url.describe('https://goapi.poweroffice.net, https://goapi.poweroffice.net/Demo, or the sandbox'),
    applicationKey: secret,
    clientKey: secret,
    subscriptionKey: secret,
    jsonPatchTest: z.boolean().default(true).describe('whether PATCHes carry `test` operations'),
  }),
  customhrm: z.strictObject({
    profile: z.string().default('default').describe('the profile that describes the HRM'),
    baseUrl: url,
    clientId: secret.optional(),
    clientSecret: secret.optional(),
    apiKey: secret.optional(),
    overlapSeconds: z.number().int().min(0).optional().describe("narrows the profile's overlap of two polls"),
    requestsPerSecond: z.number().int().min(0).optional().describe("replaces the profile's limit; 0: none"),
  }),
  flows: z.partialRecord(z.enum(flowIds), FlowEntry).default({}),
  guards: z
    .partialRecord(z.enum(['create', 'deactivate', 'clear', 'update']), limit)
    .default({})
    .describe('how much of one class of change may happen before a person is asked'),
  pollSeconds: z.number().positive().optional().describe('how often both systems are polled; adaptive unless said'),
  personCustomersAsDepartments: z.boolean().default(false),
  archivedAtFirstSight: z.enum(['include', 'link-only']).default('include'),
  supplierContacts: z.enum(['include', 'skip']).default('include'),
});

/** The whole file. */
export const TenantsFile = z.strictObject({
  tenants: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a tenant id is lower-case letters, digits and hyphens'),
      TenantEntry,
    )
    .refine((tenants) => Object.keys(tenants).length > 0, 'names no tenant'),
});
