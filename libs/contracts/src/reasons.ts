import { z } from 'zod';

/** Why a record or a field of it is parked, waits or was refused: a closed list, the same in API, `--json` and docs. */
export const reasonCodes = {
  schema: 'The system answered something that does not fit its own description.',
  'too-long': 'The value is longer than the other system takes.',
  'missing-last-name': 'A person without a last name, which the HRM requires.',
  'missing-name': 'A department without a name.',
  'missing-required': 'A field the other system requires is empty.',
  'number-not-numeric': 'The number is not a plain number without leading zeros, as PowerOffice Go needs it.',
  'number-out-of-series': "The number lies in none of PowerOffice Go's number series, so it gives the record another.",
  'invalid-organization-number': 'The organisation number is not valid (nine digits, modulus 11).',
  'invalid-email': 'The e-mail address is not one.',
  'invalid-value': 'The other system cannot express this value.',
  'changed-kind': 'The record changed between person and company, which belong to different flows.',
  'cannot-move': 'A contact person cannot be moved to another customer in PowerOffice Go.',
  'reference-not-expressible': 'The record referred to has no counterpart that this field may name.',
  'late-reference': 'The record referred to has no counterpart yet; the rest was written without it.',
  'duplicate-code': 'Two departments share one code.',
  'not-unique': 'The other system already has a record with this value.',
  refused: 'The other system refused the write.',
  'not-found': 'The record is no longer there.',
  forbidden: 'The integration lacks the right to do this.',
  proposal: 'A probable counterpart was found; a person decides whether they are the same.',
  ambiguous: 'Several counterparts fit; a person decides which is the same.',
  taken: 'The fitting counterpart already belongs to another record.',
  unlinked: 'A person unlinked the record; a person decides what it is linked to, or that it is made anew.',
  'founder-missing':
    'It was made for a record of the HRM that is not known there; a person links it, or has it made anew.',
  'also-fits':
    'A linked customer became an employee, and another record of the HRM fits too; a person says which of them it is.',
  conflict: 'Both systems changed the field before hearing of each other.',
  'initial-difference': 'The two records differed when they met.',
  hidden: 'The system shows this value masked: it is neither compared nor written.',
  lossy: 'The system stores this value otherwise than it was told; it was asked once and is left alone.',
  'deleted-edited': 'The record was deleted in one system and edited in the other before hearing of it.',
  'gone-asks': 'The record was deleted in the HRM; a person decides about the one in PowerOffice Go.',
  'role-ended': 'The employee was removed in PowerOffice Go while the contact lives on as a customer.',
  'returned-alone': 'The record was deleted in both systems and came back in one.',
  'returned-changed': 'The record was deactivated for a deletion, edited since, and its counterpart came back.',
  'kept-apart': 'The counterpart is gone, and a person chose to leave this record as it is.',
  gone: 'The counterpart was deleted, so the record is inactive.',
  bounces: 'The write succeeded several times and the value came back different each time.',
  'flow-off': 'The flow is switched off for this tenant.',
  'left-out': 'The tenant has chosen to leave out what is archived when first seen.',
  'creates-off': 'It was born in the HRM, and the tenant does not have those made in PowerOffice Go.',
  'supplier-contact': 'The tenant has chosen to leave out the contact persons of suppliers.',
  merged: 'A person said that it is the same thing as another record, which is kept in agreement.',
  declined: 'A person declined what was proposed, and chose to leave the record out.',
  'not-met': 'The first complete listings of both systems are not in yet.',
  'match-phase': 'The tenant is in first contact: nothing is written until it goes live.',
  held: 'So many changes of one class are unusual; a person approves or rejects them.',
  rejected: 'A person decided not to write this change.',
  erased: 'A person had everything deleted that was kept of the record.',
  'writes-stopped': 'One of the systems looks as if it went back in time; a person looks and resumes writes.',
} as const;

export const ReasonCode = z.enum(Object.keys(reasonCodes) as [keyof typeof reasonCodes]).describe('why; a closed list');
export type ReasonCode = keyof typeof reasonCodes;

/**
 * One reason: the field it concerns (none: the whole record), its code, and words a person can act on (never a
 * value).
 */
export const Refusal = z
  .object({ field: z.string().nullable(), code: ReasonCode, words: z.string().max(2000) })
  .describe('why something was refused or is parked');
export type Refusal = z.infer<typeof Refusal>;
