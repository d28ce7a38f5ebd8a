import type { CanonicalWriteRecord, System } from '@samsvar/contracts';
import type { Out } from '@samsvar/sync';

/** Whether a command names no cause. */
export const isCauseless = ({ message: { type, data } }: Out): boolean =>
  type === 'WriteRecord' && (data as CanonicalWriteRecord).cause === '';

/** What a command is about, a member of a link, as a key: at most one is open for each. */
export const askedKey = ({ linkId, system }: { linkId: string; system: System }): string => `${linkId}/${system}`;
