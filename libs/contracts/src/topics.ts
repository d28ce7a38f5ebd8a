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
  /** A file of the log is closed after so long: what stands in it may be kept so much longer. */
  readonly segmentMs: number;
  /** Whether its messages carry values of people. */
  readonly holdsValues: boolean;
}

const days = (count: number) => count * 24 * 60 * 60 * 1000;
const segmentMs = days(1);
/**
 * Topics with personal values keep them seven days at most; what carries none may be kept long (design.md 2, rule 5). A
 * message is deleted with the file it stands in, once the newest message of that is old enough.
 */
const withValues = { holdsValues: true, segmentMs, retentionMs: days(7) - segmentMs };
const withoutValues = { holdsValues: false, segmentMs: days(7), retentionMs: days(365 - 7) };
export const partitionsByDefault = 12;

const native = {
  RecordSeen: message.NativeRecordSeen,
  RecordGone: message.RecordGone,
  ScanCompleted: message.ScanCompleted,
  PollCompleted: message.PollCompleted,
  WriteAnswered: message.NativeWriteAnswered,
  Heartbeat: message.Heartbeat,
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
  Heartbeat: message.Heartbeat,
};
const recordsKey =
  'record key; `tenant/link id` for the answer to a create; `tenant/system/resource` for scans and polls';
const commandsKey = 'record key; `tenant/link id` for a create; `tenant/system/resource` for polls';

interface TopicWords {
  readonly says: string;
  readonly key: string;
  readonly messages: Topic['messages'];
}
type Keeping = Pick<Topic, 'retentionMs' | 'segmentMs' | 'holdsValues'>;
const topic = (name: string, words: TopicWords, keeping: Keeping = withValues): Topic => ({
  name: `samsvar.${name}`,
  ...words,
  partitions: partitionsByDefault,
  ...keeping,
});
const nativeCommands = { WriteRecord: message.NativeWriteRecord, ...asks };

/** Every topic, once: topic set-up, `docs/messages.md` and all validation come from this table. */
export const topics = {
  'records.native.powerofficego': topic('records.native.powerofficego', {
    says: 'what the PowerOffice Go connector saw, what is gone, what was answered, in its words',
    key: recordsKey,
    messages: native,
  }),
  'records.native.customhrm': topic('records.native.customhrm', {
    says: 'what the HRM connector saw, what is gone, what was answered, in the words of the contract',
    key: recordsKey,
    messages: native,
  }),
  'records.canonical': topic('records.canonical', {
    says: 'the same in canonical words',
    key: 'tenant: one writer per tenant',
    messages: canonical,
  }),
  'commands.canonical': topic('commands.canonical', {
    says: 'what a member is asked to hold; what people ask of a connector',
    key: commandsKey,
    messages: { WriteRecord: message.CanonicalWriteRecord, ...asks },
  }),
  'commands.canonical.bulk': topic('commands.canonical.bulk', {
    says: 'the same for bulk work, served after the edits of the day',
    key: commandsKey,
    messages: { WriteRecord: message.CanonicalWriteRecord },
  }),
  'commands.native.powerofficego': topic('commands.native.powerofficego', {
    says: 'what PowerOffice Go is asked to hold',
    key: commandsKey,
    messages: nativeCommands,
  }),
  'commands.native.powerofficego.bulk': topic('commands.native.powerofficego.bulk', {
    says: 'the same for bulk work',
    key: commandsKey,
    messages: { WriteRecord: message.NativeWriteRecord },
  }),
  'commands.native.customhrm': topic('commands.native.customhrm', {
    says: 'what the HRM is asked to hold',
    key: commandsKey,
    messages: nativeCommands,
  }),
  'commands.native.customhrm.bulk': topic('commands.native.customhrm.bulk', {
    says: 'the same for bulk work',
    key: commandsKey,
    messages: { WriteRecord: message.NativeWriteRecord },
  }),
  links: topic(
    'links',
    {
      says: 'what was linked, agreed, in conflict, held, parked: ids, field names, decisions, no values',
      key: '`tenant/link id`',
      messages: { LinkTold: message.LinkTold },
    },
    withoutValues,
  ),
  operator: topic(
    'operator',
    {
      says: 'what people decided, told after it is stored',
      key: 'tenant',
      messages: { OperatorDecided: message.OperatorDecided },
    },
    withoutValues,
  ),
} as const satisfies Record<string, Topic>;
export type TopicId = keyof typeof topics;

/** So long after it was told the last topic has forgotten a value. */
export const valuesForgottenAfterMs = Math.max(
  ...Object.values<Topic>(topics).map(({ holdsValues, retentionMs, segmentMs: file }) =>
    holdsValues ? retentionMs + file : 0,
  ),
);

/** The topic that holds what could not be decoded, with the reason in its headers. */
export const deadTopicOf = (name: string): string => `${name}.dead`;
/** Few messages die, and each has one number there, by which people name it. */
export const deadPartitions = 1;

/** The topics of one system, by their part in the palindrome. */
export const recordsNative = (system: System): TopicId => `records.native.${system}`;
export const commandsNative = (system: System, bulk = false): TopicId =>
  bulk ? `commands.native.${system}.bulk` : `commands.native.${system}`;
