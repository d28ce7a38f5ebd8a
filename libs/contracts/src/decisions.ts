import { z } from 'zod';
import { identityDecisions } from './identity-decisions.js';

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

/** What becomes of the record whose counterpart is gone, where the flow leaves that to people. */
const SettleGone = z
  .strictObject({
    type: z.literal('settleGone'),
    link,
    choice: z
      .enum(['deactivate', 'keep'])
      .describe(
        '`deactivate`: the record that is left becomes inactive; `keep`: it stays as it is and is kept in agreement with ' +
          'nothing any more (one whose employee role ended goes on as a customer)',
      ),
  })
  .describe('what becomes of the record whose counterpart is gone');

/**
 * What a person may decide. A decision names ids, units, fields and members, never a value: it is told and kept for
 * long (design.md 2, rule 5).
 */
export const Decision = z
  .discriminatedUnion('type', [Release, SettleGone, ...identityDecisions])
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
