import type {
  Heartbeat,
  Message,
  NativeWriteAnswered,
  PollCompleted,
  RecordGone,
  ScanCompleted,
  System,
} from '@samsvar/contracts';
import { messageId, recordKey, recordsNative, resourceKey, ticketKey, traceparentOf } from '@samsvar/contracts';
import type { Telling } from '@samsvar/persistence';
import type { RecordRow } from '../record/row.js';
import { seenOf } from '../record/seen.js';

const sourceOf = (system: System) => `${system}-connector`;

/** Begins a trace, at this time (milliseconds of `Kit.clock`): how long it takes to agree is counted from here. */
const begun = (message: Message, { now, isLoad = false }: When): Pick<Telling, 'message' | 'traceparent'> => ({
  message: { ...message, time: new Date(now).toISOString() },
  ...(!isLoad && { traceparent: traceparentOf(message.id) }),
});
interface When {
  readonly now: number;
  /** Told with everything else there is: who wants to follow one of them is not helped by a trace of each. */
  readonly isLoad?: boolean;
}

interface Brings {
  readonly pollId: string;
  /** Its system looks as if it went back in time. */
  readonly doubted?: boolean;
}

/** A record as it is now, to be told. */
export function seenTold(system: System, row: RecordRow, { pollId, doubted, ...when }: When & Brings): Telling {
  const key = recordKey(row.ref);
  const message: Message = {
    id: messageId('seen', key, String(row.incarnation), String(row.revision)),
    type: 'RecordSeen',
    source: sourceOf(system),
    subject: key,
    data: { ...seenOf(row, pollId), ...(doubted && { doubted }) },
  };
  return { topic: recordsNative(system), key, ...begun(message, when) };
}

/** A record that is gone, to be told with how it was proven. */
export function goneTold(
  system: System,
  { ref, incarnation, revision }: RecordRow,
  { proof, ...when }: When & { proof: string },
): Telling {
  const key = recordKey(ref);
  const data: RecordGone = { ref, incarnation, revision, proof };
  const message: Message = {
    id: messageId('gone', key, String(incarnation), String(revision)),
    type: 'RecordGone',
    source: sourceOf(system),
    subject: key,
    data,
  };
  return { topic: recordsNative(system), key, ...begun(message, when) };
}

/** What became of a write, to be told; the answer to a create goes by its link. */
export function answerTold(
  system: System,
  tenant: string,
  answer: NativeWriteAnswered,
  op: { create: boolean; cause: string; traceparent?: string | undefined },
): Telling {
  const key = answer.ref && !op.create ? recordKey(answer.ref) : `${tenant}/${answer.ticket.linkId}`;
  const message: Message = {
    id: messageId('answered', ticketKey(answer.ticket)),
    type: 'WriteAnswered',
    source: sourceOf(system),
    subject: key,
    ...(op.cause !== '' && { causationid: op.cause }),
    data: answer,
  };
  const { traceparent } = op;
  return { topic: recordsNative(system), key, message, ...(traceparent !== undefined && { traceparent }) };
}

/** The end of a poll, to be told after everything it brought. */
export function endTold(end: PollCompleted): Telling {
  const key = resourceKey(end);
  const message: Message = {
    id: messageId('end', key, end.pollId),
    type: 'PollCompleted',
    source: sourceOf(end.system),
    subject: key,
    data: end,
  };
  return { topic: recordsNative(end.system), key, message };
}

/** One complete listing, to be told after everything it named. */
export function scanTold(scan: ScanCompleted): Telling {
  const key = resourceKey(scan);
  const message: Message = {
    id: messageId('scan', key, scan.scanId),
    type: 'ScanCompleted',
    source: sourceOf(scan.system),
    subject: key,
    data: scan,
  };
  return { topic: recordsNative(scan.system), key, message };
}

/** What goes the whole way and comes back, for the tenant that stands for all. */
export function heartbeatTold(beat: Heartbeat): Telling {
  const key = `${beat.tenant}/${beat.system}`;
  const id = messageId('heartbeat', key, String(beat.at));
  const message: Message = { id, type: 'Heartbeat', source: sourceOf(beat.system), subject: key, data: beat };
  return { topic: recordsNative(beat.system), key, message, traceparent: traceparentOf(id) };
}
