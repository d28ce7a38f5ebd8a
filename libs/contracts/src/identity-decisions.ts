import { z } from 'zod';
import { Resource } from './record.js';

const link = z.string().min(1).max(200).describe('id of the link it is about');
const id = z.string().min(1).max(200);
const candidate = id.describe('id of the HRM record');
const powerofficego = z
  .strictObject({ resource: Resource.extract(['contact', 'contactperson', 'departments', 'personcustomer']), id })
  .describe('the record in PowerOffice Go');
const customhrm = z
  .strictObject({ resource: Resource.extract(['employee', 'department']), id })
  .describe('the record in the HRM');

const AcceptProposal = z
  .strictObject({ type: z.literal('acceptProposal'), link, candidate })
  .describe('the candidate is the same: both are linked');

const DeclineProposal = z
  .strictObject({
    type: z.literal('declineProposal'),
    link,
    candidate: candidate.optional().describe('the one that is not the same; all of them without it'),
    then: z
      .enum(['create', 'leave-out'])
      .default('create')
      .describe('once no candidate is left: it gets a counterpart of its own, or stays out'),
  })
  .describe('a candidate is not the same; the two are never linked by themselves again');

const Link = z
  .strictObject({ type: z.literal('link'), powerofficego, customhrm })
  .describe('two records without a counterpart are the same');

const Unlink = z
  .strictObject({ type: z.literal('unlink'), link })
  .describe('they are not the same: the HRM record is left as it is, the one in PowerOffice Go waits for a person');

const Split = z
  .strictObject({ type: z.literal('split'), link })
  .describe('they are not the same: the HRM record is left as it is, the other gets a counterpart of its own');

const Merge = z
  .strictObject({
    type: z.literal('merge'),
    link: link.describe('the link that stays'),
    other: link.describe('the link that is about the same thing once more'),
  })
  .describe(
    "two links are about one thing: one stays; the other's HRM record is deactivated, its other record left out",
  );

const Never = z
  .strictObject({ type: z.literal('never'), powerofficego, customhrm })
  .describe('these two are never linked, neither by a rule nor by a person who has not taken this back');

const TakeBackNever = z
  .strictObject({ type: z.literal('takeBackNever'), powerofficego, customhrm })
  .describe('these two may be linked after all');

/** What a person may decide about which records are the same thing. */
export const identityDecisions = [
  AcceptProposal,
  DeclineProposal,
  Link,
  Unlink,
  Split,
  Merge,
  Never,
  TakeBackNever,
] as const;
