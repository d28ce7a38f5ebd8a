import { z } from 'zod';
import { Refusal } from './reasons.js';
import { Category, ContactRole, ContactValues, Kind, RecordRef, Resource, System, TenantId, Values } from './record.js';

export * from './poll-messages.js';
export * from './asks.js';
export * from './heartbeat.js';

/**
 * Which write of which member: travels with a write and comes back with its answer. `n` grows per member of a link and
 * begins at the database's clock, so that no write asked after a loss of state has the number of one asked before.
 */
export const Ticket = z
  .object({ linkId: z.string().min(1), system: System, resource: Resource, n: z.number().int().positive() })
  .describe('which write of which member; comes back untouched with its answer');
export type Ticket = z.infer<typeof Ticket>;
/** A ticket in one word, the key of a connector's attempt. */
export const ticketKey = (ticket: Ticket): string => `${ticket.linkId}/${ticket.system}/${ticket.resource}/${ticket.n}`;

const Stamps = z
  .record(z.string(), z.string())
  .describe("the record's own stamps by name, as strings; compared only with themselves");
const revision = z
  .number()
  .int()
  .positive()
  .describe("grows with every change of the connector's row; what is told after a loss of the row is newer still");
const incarnation = z
  .number()
  .int()
  .positive()
  .describe('which life of this id: more than one after a deletion and return');

/** What a connector saw. Flat values for most resources; a contact carries the roles it has. */
export const NativeRecordSeen = z
  .object({
    ref: RecordRef,
    values: z.union([ContactValues, Values]),
    reference: z.string().optional().describe('our own reference, where the record bears one or was made with it'),
    stamps: Stamps,
    incarnation,
    revision,
    pollId: z.string().describe('the poll, look or answer that brought it'),
    problem: z.array(Refusal).optional().describe('why the record could not be read whole'),
    doubted: z
      .boolean()
      .optional()
      .describe('its system went back in time: where it differs from what is agreed a person decides'),
  })
  .describe('a record as its system says it, when it is new or changed');
export type NativeRecordSeen = z.infer<typeof NativeRecordSeen>;

const canonicalWords = {
  kind: Kind,
  category: Category,
  mapping: z.string().describe('fingerprint of the mapping that said it'),
};

const asDepartment = z
  .object({ values: Values, mapping: canonicalWords.mapping, problem: z.array(Refusal).optional() })
  .optional()
  .describe('what a customer who is a person says as a department, for tenants that want both');

/** The same in our words: flat canonical values of the role that speaks, references as record keys. */
export const CanonicalRecordSeen = NativeRecordSeen.extend({
  values: Values,
  ...canonicalWords,
  roles: z.array(Category),
  asDepartment,
}).describe('a record in canonical words');
export type CanonicalRecordSeen = z.infer<typeof CanonicalRecordSeen>;

/** A record is no longer there, and how that was proven. */
export const RecordGone = z
  .object({ ref: RecordRef, incarnation, revision, proof: z.string().describe('how it was proven') })
  .describe('a record is gone');
export type RecordGone = z.infer<typeof RecordGone>;

/**
 * What became of a write. `done`: applied, `values` are what is stored; `same`: held already, nothing sent; `stale`:
 * something it was decided on has changed, `values` are what was found; `refused`: the system said no; `gone`: no such
 * record any more (a RecordGone or RecordSeen follows). An unknown outcome never crosses the bus.
 */
export const outcomes = ['done', 'same', 'stale', 'refused', 'gone'] as const;
export const NativeWriteAnswered = z
  .object({
    ticket: Ticket,
    outcome: z.enum(outcomes),
    sent: z.array(z.string()).describe('the fields that really went out; only those are our echo'),
    ambiguous: z
      .array(z.string())
      .optional()
      .describe('fields of which it cannot be known whether a person or our lost write set them; never heard as news'),
    found: z
      .boolean()
      .optional()
      .describe('of a create: an earlier try had made the record, and people may have edited it since'),
    ref: RecordRef.optional(),
    values: z.union([ContactValues, Values]).optional(),
    stamps: Stamps.optional(),
    incarnation: incarnation.optional(),
    revision: revision.optional(),
    reference: z.string().optional().describe('our own reference, where the record bears one or was made with it'),
    problem: z.array(Refusal).optional().describe('why the record could not be read whole, as the answer shows it'),
    refusals: z.array(Refusal),
  })
  .describe('what became of a write; also an observation of the record');
export type NativeWriteAnswered = z.infer<typeof NativeWriteAnswered>;

export const CanonicalWriteAnswered = NativeWriteAnswered.extend({
  values: Values.optional(),
  kind: Kind.optional(),
  category: Category.optional(),
  roles: z.array(Category).optional(),
  mapping: z.string().optional(),
  asDepartment,
}).describe('what became of a write, in canonical words');
export type CanonicalWriteAnswered = z.infer<typeof CanonicalWriteAnswered>;

/** What a member is asked to hold: `values` name the fields to write only. */
export const CanonicalWriteRecord = z
  .object({
    ticket: Ticket,
    tenant: TenantId,
    op: z.enum(['create', 'update', 'deactivate']),
    kind: Kind,
    category: Category.describe('the role that is told'),
    ref: RecordRef.optional().describe('absent for a create'),
    reference: z.string().optional().describe('our reference, written at birth only'),
    values: Values,
    expected: Values.describe(
      'what link believes the member holds in the fields to write, and in the rest of their groups',
    ),
    decidedOn: z.number().int().nonnegative().describe("the record's revision it was decided on; 0 for a create"),
    cause: z.string().describe('id of the message that caused it'),
    again: z.boolean().optional().describe('told once more: nobody has answered; what was answered is answered again'),
  })
  .describe('what a member is asked to hold');
export type CanonicalWriteRecord = z.infer<typeof CanonicalWriteRecord>;

/** The same in the system's words; `role` says through which role of a contact it is told. */
export const NativeWriteRecord = CanonicalWriteRecord.extend({ role: ContactRole.optional() });
export type NativeWriteRecord = z.infer<typeof NativeWriteRecord>;

/** One event of a link's stream as others may know it: names and ids, never a value. */
export const LinkEventTold = z.object({
  event: z.string().describe("the name of the event in the link's stream"),
  version: z.number().int().positive().describe("its place in the link's stream"),
  member: z.string().optional().describe('record key of the member concerned, where there is one'),
  fields: z.array(z.string()).optional(),
  reasons: z.array(Refusal.pick({ field: true, code: true })).optional(),
});
export type LinkEventTold = z.infer<typeof LinkEventTold>;

/** What is told about a link to the outside: ids, field names and decisions, never a value (design.md 2, rule 5). */
export const LinkTold = z
  .object({
    tenant: TenantId,
    linkId: z.string(),
    kind: Kind,
    flows: z.array(z.string()).describe('the flows its PowerOffice Go record is in'),
    state: z
      .string()
      .describe('how the link stands after these events: agree, differ, waiting, conflicts, parked, skipped'),
    events: z.array(LinkEventTold).min(1),
  })
  .describe('what one decision made true about a link');
export type LinkTold = z.infer<typeof LinkTold>;

/** What a person decided, told after it is stored. */
export const OperatorDecided = z
  .object({
    tenant: TenantId,
    decision: z.string(),
    who: z.string(),
    why: z.string(),
    about: z.array(z.string()),
    records: z.array(z.string()).optional().describe('of an erasure: the keys of the records that were erased'),
  })
  .describe('what a person decided');
export type OperatorDecided = z.infer<typeof OperatorDecided>;
