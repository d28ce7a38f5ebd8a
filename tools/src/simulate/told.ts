import type {
  NativeRecordSeen,
  NativeWriteAnswered,
  PollCompleted,
  RecordGone,
  ScanCompleted,
} from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { bornOrFound, isSettling, type Outcome, type RecordRow } from '@samsvar/connector';

/** What a connector tells. */
export type Told =
  | { readonly type: 'RecordSeen'; readonly data: NativeRecordSeen }
  | { readonly type: 'RecordGone'; readonly data: RecordGone }
  | { readonly type: 'WriteAnswered'; readonly data: NativeWriteAnswered }
  | { readonly type: 'ScanCompleted'; readonly data: ScanCompleted }
  | { readonly type: 'PollCompleted'; readonly data: PollCompleted };

/** That a record is gone, as its row says. */
export const goneTold = ({ ref, incarnation, revision }: RecordRow): Told => ({
  type: 'RecordGone',
  data: { ref, incarnation, revision, proof: 'simulated' },
});

/** The record an outcome is about, where there is one. */
export function keyOfRecord(outcome: Outcome): string | undefined {
  const { command } = outcome.attempt;
  if (command.ref) return recordKey(command.ref);
  const found = isSettling(outcome) ? bornOrFound(outcome) : undefined;
  const { system, resource } = command.ticket;
  return found && recordKey({ tenant: command.tenant, system, resource, id: found.id });
}
