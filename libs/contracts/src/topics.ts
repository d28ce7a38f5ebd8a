import type { ZodType } from 'zod';
import * as message from './messages.js';
import type { System } from './record.js';

/** One topic: what it says, how it is keyed, how many partitions it has and how long it keeps them. */
export interface Topic {
  readonly name: string;
  readonly says: string;
  /** How a message's Kafka key is made. */
  readonly key: string;
  readonly messages: Readonly<Record<string, ZodType>>;
  readonly partitions: number;
  readonly retentionMs: number;
}

const days = (count: number) => count * 24 * 60 * 60 * 1000;
/**
 * Topics with personal values keep them seven days at most; what carries none may be kept long (design.md 2, rule 5).
 */
const withValuesMs = days(7);
const withoutValuesMs = days(365);
export const partitionsByDefault = 12;

const native = {
  RecordSeen: message.NativeRecordSeen,
  RecordGone: message.RecordGone,
  ScanCompleted: message.ScanCompleted,
  PollCompleted: message.PollCompleted,
  WriteAnswered: message.NativeWriteAnswered,
};
const canonical = {
  ...native,
  RecordSeen: message.CanonicalRecordSeen,
  WriteAnswered: message.CanonicalWriteAnswered,
};
const asks = {
  ReadRecord: message.ReadRecord,
  PollResource: message.PollResource,
  SetPolling: message.SetPolling,
  ForgetRecord: message.ForgetRecord,
};
const recordsKey =
  'record key; `tenant/link id` for the answer to a create; `tenant/system/resource` for scans and polls';
const commandsKey = 'record key; `tenant/link id` for a create; `tenant/system/resource` for polls';

const topic = (
  name: string,
  says: string,
  key: string,
  messages: Topic['messages'],
  retentionMs = withValuesMs,
): Topic => ({
  name: `samsvar.${name}`,
  says,
  key,
  messages,
  partitions: partitionsByDefault,
  retentionMs,
});
const nativeCommands = { WriteRecord: message.NativeWriteRecord, ...asks };

/** Every topic, once: topic set-up, `docs/messages.md` and all validation come from this table. */
export const topics = {
  'records.native.powerofficego': topic(
    'records.native.powerofficego',
    'what the PowerOffice Go connector saw, what is gone, what was answered, in its words',
    recordsKey,
    native,
  ),
  'records.native.customhrm': topic(
    'records.native.customhrm',
    'what the HRM connector saw, what is gone, what was answered, in the words of the contract',
    recordsKey,
    native,
  ),
  'records.canonical': topic(
    'records.canonical',
    'the same in canonical words',
    'tenant: one writer per tenant',
    canonical,
  ),
  'commands.canonical': topic(
    'commands.canonical',
    'what a member is asked to hold; what people ask of a connector',
    commandsKey,
    { WriteRecord: message.CanonicalWriteRecord, ...asks },
  ),
  'commands.canonical.bulk': topic(
    'commands.canonical.bulk',
    'the same for bulk work, served after the edits of the day',
    commandsKey,
    { WriteRecord: message.CanonicalWriteRecord },
  ),
  'commands.native.powerofficego': topic(
    'commands.native.powerofficego',
    'what PowerOffice Go is asked to hold',
    commandsKey,
    nativeCommands,
  ),
  'commands.native.powerofficego.bulk': topic(
    'commands.native.powerofficego.bulk',
    'the same for bulk work',
    commandsKey,
    { WriteRecord: message.NativeWriteRecord },
  ),
  'commands.native.customhrm': topic(
    'commands.native.customhrm',
    'what the HRM is asked to hold',
    commandsKey,
    nativeCommands,
  ),
  'commands.native.customhrm.bulk': topic('commands.native.customhrm.bulk', 'the same for bulk work', commandsKey, {
    WriteRecord: message.NativeWriteRecord,
  }),
  links: topic(
    'links',
    'what was linked, agreed, in conflict, held, parked: ids, field names, decisions, no values',
    '`tenant/link id`',
    { LinkTold: message.LinkTold },
    withoutValuesMs,
  ),
  operator: topic(
    'operator',
    'what people decided, told after it is stored',
    'tenant',
    { OperatorDecided: message.OperatorDecided },
    withoutValuesMs,
  ),
} as const satisfies Record<string, Topic>;
export type TopicId = keyof typeof topics;

/** The topic that holds what could not be decoded, with the reason in its headers. */
export const deadTopicOf = (name: string): string => `${name}.dead`;

/** The topics of one system, by their part in the palindrome. */
export const recordsNative = (system: System): TopicId => `records.native.${system}`;
export const commandsNative = (system: System, bulk = false): TopicId =>
  bulk ? `commands.native.${system}.bulk` : `commands.native.${system}`;
