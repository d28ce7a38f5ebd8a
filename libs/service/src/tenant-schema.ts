import type { FlowId } from '@samsvar/contracts';
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

const limit = z.strictObject({
  absolute: z.number().int().min(0).describe('records in an hour, or in one poll'),
  percent: z.number().min(0).max(100).describe('of the linked records of the flow; both must be exceeded'),
});
const guards = z.partialRecord(z.enum(['create', 'deactivate', 'clear', 'update']), limit).default({});

/** What a tenant may choose about one flow. */
export const FlowEntry = z.strictObject({
  enabled: z.boolean().default(true).describe('whether the flow runs at all'),
  creates: z
    .boolean()
    .default(false)
    .describe(
      'whether records born in the HRM are created in PowerOffice Go; only for departments-department and ' +
        'employees-employee',
    ),
  directions: z
    .record(z.string(), z.enum(['both', 'toHrm', 'toPowerOfficeGo', 'off']))
    .default({})
    .describe('narrows a property (by its canonical name or its unit); never widens what docs/flows.md allows'),
  owners: z
    .record(z.string(), z.enum(['powerofficego', 'customhrm', 'ask', 'latest']))
    .default({})
    .describe(
      'who wins where both systems changed a property; powerofficego unless said, ' +
        'latest: the later edit, where both systems say when',
    ),
  guards: guards.describe('how much of one class of change may happen in this flow, where other than in all flows'),
});

const creating: readonly FlowId[] = ['departments-department', 'employees-employee'];

/** What else is born in the HRM has no one place in PowerOffice Go: a customer's contact, a company (flows.md). */
function onlySomeCreate(flows: Partial<Record<FlowId, z.infer<typeof FlowEntry>>>, context: z.RefinementCtx): void {
  for (const flow of flowIds) {
    if (!flows[flow]?.creates || creating.includes(flow)) continue;
    context.addIssue({
      code: 'custom',
      path: [flow, 'creates'],
      message: 'cannot be: this flow creates nothing in PowerOffice Go',
      params: { remedy: `remove it; only ${creating.join(' and ')} can create` },
    });
  }
}

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
    applicationKey: secret.describe('names the integration; from PowerOffice'),
    clientKey: secret.describe('names the client that let the integration in'),
    subscriptionKey: secret.describe('of the API gateway; ten requests a second are allowed per subscription key'),
    jsonPatchTest: z
      .boolean()
      .default(true)
      .describe('whether PATCHes carry `test` operations; false where they are not honoured'),
  }),
  customhrm: z.strictObject({
    profile: z
      .string()
      .default('default')
      .describe('the profile that describes the HRM: one that ships, or the path of a YAML file'),
    baseUrl: url.describe("where the HRM's API is; the paths of the profile come after it"),
    clientId: secret.optional().describe('for profiles that sign in by OAuth client credentials'),
    clientSecret: secret.optional().describe('for profiles that sign in by OAuth client credentials'),
    apiKey: secret.optional().describe('for profiles that sign in by a key (no effect yet)'),
    overlapSeconds: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe("how far two polls overlap; the profile's value unless said"),
    requestsPerSecond: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe("how many requests a second at most, 0: no limit; the profile's value unless said"),
  }),
  flows: z
    .partialRecord(z.enum(flowIds), FlowEntry)
    .superRefine(onlySomeCreate)
    .default({})
    .describe('choices per flow; a flow that is not mentioned is on'),
  skewSeconds: z
    .number()
    .int()
    .min(0)
    .default(300)
    .describe('how far apart the clocks of the two systems may be; `latest` decides only where stamps differ by more'),
  guards: guards.describe(
    'how much of one class of change (create, deactivate, clear, update of one field) may happen, per flow and ' +
      'direction, before a person is asked; 50 and 20 %, 5 and 2 %, 20 and 10 %, 50 and 20 % unless said',
  ),
  pollSeconds: z.number().positive().optional().describe('how often both systems are polled; 300 unless said'),
  personCustomersAsDepartments: z
    .boolean()
    .default(false)
    .describe('whether customers who are persons become departments too, besides employees'),
  archivedAtFirstSight: z
    .enum(['include', 'link-only'])
    .default('include')
    .describe('link-only: who is inactive when first seen stays out, unless the HRM has a counterpart already'),
  supplierContacts: z
    .enum(['include', 'skip'])
    .default('include')
    .describe('skip: contact persons whose company is no customer, but a supplier, stay out'),
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
