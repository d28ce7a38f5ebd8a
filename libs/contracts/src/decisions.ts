import { z } from 'zod';
import { Erase } from './erasure.js';
import { identityDecisions } from './identity-decisions.js';
import { flowIds } from './flows.js';
import { personCustomer, Resource, resourcesOf, System, systems } from './record.js';

const link = z.string().min(1).max(200).describe('id of the link it is about');

/** What was set aside is tried again: a unit of the link, or all of it. */
const Release = z
  .strictObject({
    type: z.literal('release'),
    link,
    unit: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('the unit to try again; everything that is set aside without it'),
  })
  .describe('what was set aside is tried again');

const unit = z.string().min(1).max(200).describe('the field, or the unit of fields that move together');
const members = [
  ...systems.flatMap((system) => resourcesOf[system].map((resource) => `${system}/${resource}` as const)),
  `powerofficego/${personCustomer}` as const,
];
const winner = z
  .enum(['agreed', ...systems, ...members])
  .describe('whose value is to hold: a member (its system is enough), or `agreed` for the value agreed before');

/** One open conflict or first difference is decided. */
const SettleConflict = z
  .strictObject({
    type: z.literal('settleConflict'),
    link,
    unit,
    winner,
    version: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('the version of the link that was looked at: where it has changed since, nothing is decided'),
  })
  .describe('an open conflict is decided');

/** The open conflicts of many links are decided alike, as they stand. */
const SettleConflicts = z
  .strictObject({
    type: z.literal('settleConflicts'),
    links: z.array(link).min(1).max(1_000).describe('the links; one without an open conflict is passed over'),
    unit: unit.optional().describe('only conflicts of this unit; all that are open without it'),
    winner,
  })
  .describe('the open conflicts of many links are decided alike');

/** A value that lost is agreed again. */
const Restore = z
  .strictObject({
    type: z.literal('restore'),
    link,
    unit,
    version: z.number().int().positive().describe('the event of the link that kept the value'),
  })
  .describe('a value that lost is agreed again');

const place = {
  system: System.optional().describe('only this system; both without it'),
  resource: Resource.optional().describe('only this resource; all without it'),
};

/** Connectors look now rather than when they are due. */
const Poll = z.strictObject({ type: z.literal('poll'), ...place }).describe('connectors poll now');

/** Connectors list everything at leisure, and what link keeps is compared with it. */
const Audit = z
  .strictObject({ type: z.literal('audit'), ...place })
  .describe('everything is compared with the systems');

/** Connectors list everything and tell every record again, so that whatever was missed is heard. */
const Retell = z.strictObject({ type: z.literal('retell'), ...place }).describe('connectors tell everything again');
const hold = z.string().min(1).max(200).describe('id of the hold, as GET /api/v1/holds names it');

/** What a guard holds goes out: exactly what is held under this hold, and nothing else of its class. */
const ApproveHold = z
  .strictObject({ type: z.literal('approveHold'), hold })
  .describe('what is held goes out; only what is held now is exempt from its guard');

/** What a guard holds is not written: both systems keep what they have, and the units are set aside. */
const RejectHold = z
  .strictObject({ type: z.literal('rejectHold'), hold })
  .describe('what is held is not written; both systems keep what they hold, until someone edits or releases it');

/** The plan of a tenant in `review` is approved, as it was shown: all of it, some flows or some links. */
const ApprovePlan = z
  .strictObject({
    type: z.literal('approvePlan'),
    asOf: z
      .string()
      .regex(/^\d{1,19}$/)
      .describe('the `asOf` of the plan that was looked at: what has changed since is planned again'),
    flows: z.array(z.enum(flowIds)).min(1).optional().describe('only these flows; they go live'),
    links: z.array(link).min(1).max(1_000).optional().describe('only these links; no flow goes live'),
  })
  .describe('what was planned is written; without flows or links all of it, and every flow goes live');

/** A tenant whose writes were stopped goes on. */
const ResumeWrites = z
  .strictObject({ type: z.literal('resumeWrites') })
  .describe('writes that were stopped, because a system looked as if it went back in time, go on');
/** What becomes of the record whose counterpart is gone, where the flow leaves that to people. */
const SettleGone = z
  .strictObject({
    type: z.literal('settleGone'),
    link,
    choice: z
      .enum(['deactivate', 'keep'])
      .describe(
        '`deactivate`: the record that is left becomes inactive; `keep`: it stays as it is and is kept in agreement ' +
          'with nothing any more (one whose employee role ended goes on as a customer)',
      ),
  })
  .describe('what becomes of the record whose counterpart is gone');

/**
 * What a person may decide. A decision names ids, units, fields and members, never a value: it is told and kept for
 * long (design.md 2, rule 5).
 */
export const Decision = z
  .discriminatedUnion('type', [
    Audit,
    Poll,
    Release,
    Retell,
    SettleConflict,
    SettleConflicts,
    Restore,
    SettleGone,
    ApproveHold,
    RejectHold,
    ApprovePlan,
    ResumeWrites,
    Erase,
    ...identityDecisions,
  ])
  .describe('what a person decides');
export type Decision = z.infer<typeof Decision>;
/** The decision of one type. */
export type DecisionOf<T extends Decision['type']> = Extract<Decision, { readonly type: T }>;

/** Who decided, and why, in their own words; kept with what follows from it. */
export const By = z.object({
  who: z.string().trim().min(1).max(200).describe('who decides'),
  why: z.string().trim().min(1).max(2_000).describe("why, in one's own words; no personal values, it is kept for long"),
});
export type By = z.infer<typeof By>;

/** The body of a request that decides something. */
export const DecisionRequest = z
  .strictObject({ ...By.shape, decision: Decision })
  .describe('a decision, who takes it, and why');
export type DecisionRequest = z.infer<typeof DecisionRequest>;
