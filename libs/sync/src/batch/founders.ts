import type { FlowId, RecordKey } from '@samsvar/contracts';
import { flowOf } from '@samsvar/contracts';
import { mayFound } from './found.js';
import type { RecordRow } from './ledger.js';
import type { Work } from './work.js';

/** An HRM record without a link was heard: it may found one when the whole batch has been heard. */
export function noteFounder(work: Work, row: RecordRow): void {
  work.founders.set(row.key, work.cause);
  const flow = flowOf(row.category).id;
  const come = work.tenant.foundings?.[flow];
  const isPassed = work.tenant.meeting[row.kind] === 'meeting' && come !== undefined && row.key <= come;
  if (isPassed) reached(work, flow, '');
}

/** Those heard in this turn that may found links. */
export const foundersHeard = (work: Work): readonly RecordRow[] =>
  [...work.founders.keys()].flatMap((key) => work.row(key) ?? []).filter((row) => mayFound(work, row));

/** So far have the HRM's own records of a flow come to found links. */
export function reached(work: Work, flow: FlowId, key: RecordKey): void {
  work.tenant = { ...work.tenant, foundings: { ...work.tenant.foundings, [flow]: key } };
}

/** A PowerOffice Go record may be what is being born: it meets nobody until that is settled. */
export function awaitBirth(work: Work, key: RecordKey): void {
  const { awaitBirth: waiting = [] } = work.tenant;
  if (!waiting.includes(key)) work.tenant = { ...work.tenant, awaitBirth: [...waiting, key] };
}
