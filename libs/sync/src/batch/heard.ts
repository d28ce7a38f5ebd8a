import type { CanonicalRecordSeen, RecordGone } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import { counterpartKey, isUnborn } from '../link/counterpart.js';
import type { Doubt } from '../link/decide.js';
import { memberKeyOf } from '../link/events.js';
import { ownReferenceRule } from '../match.js';
import { alsoFits } from './also-fits.js';
import { audited } from './audit.js';
import { isParted } from '../link/state.js';
import { bearsOurs, withoutErased } from './erased.js';
import { noteFounder } from './founders.js';
import type { RecordRow } from './ledger.js';
import { becomesOther } from './changed-kind.js';
import { nothingPersonal } from './tombstone.js';
import { counterpartOf, isMetAnew, meetRow, wordsOf } from './meet-row.js';
import type { TenantSettings } from './settings.js';
import type { Work } from './work.js';

/** A record was seen: its row is kept whatever follows; its link hears it, or it meets one. */
export function heardSeen(work: Work, data: CanonicalRecordSeen, doubted?: Doubt): void {
  const old = work.row(recordKey(data.ref));
  if (old) work.noteAudit(audited(work, old, data));
  const remapped = old !== undefined && old.mapping !== data.mapping && data.revision === old.revision;
  if (old && data.revision <= old.revision && !remapped) return;
  const known = withoutErased(work, old);
  const row = rowOf(work, data, { old: known, born: false });
  if (known && known.kind !== row.kind) return becomesOther(work, known, row);
  work.putRow(row);
  if (isFromBefore(work, row)) work.tenant = { ...work.tenant, reformed: true };
  if (row.linkId) return toLink(work, row, doubted);
  if (!work.metOrMeeting(row.kind) || byReference(work, row)) return;
  if (row.ref.system === 'customhrm') return noteFounder(work, row);
  if (work.tenant.meeting[row.kind] === 'met') meetRow(work, row);
}

/**
 * A record bears our reference though nothing of its kind can have been made yet: what made it was forgotten (Inv 15).
 */
const isFromBefore = ({ tenant }: Work, { reference, kind }: RecordRow): boolean =>
  reference !== undefined && tenant.meeting[kind] === 'waiting';

export interface Known {
  readonly old: RecordRow | undefined;
  /** It was made by this very answer. */
  readonly born: boolean;
}

/** A record as it is kept from now on. */
export function rowOf(work: Work, data: CanonicalRecordSeen, { old, born }: Known): RecordRow {
  const { ref, kind, category, roles, revision, mapping, values, reference } = data;
  const ours = ref.system === 'customhrm' && (born || old?.ours === true || bearsOurs(work, reference, old));
  const matchable = { category, values, reference, ref, kind, system: ref.system };
  return {
    key: recordKey(ref),
    ref,
    kind,
    category,
    roles,
    revision,
    ...(Object.keys(data.stamps).length > 0 && { stamps: data.stamps }),
    mapping,
    values,
    matchKeys: ours ? keysOfOurs(work, matchable) : work.settings.matchKeys(matchable),
    reference,
    ours,
    problem: data.problem ?? [],
    gone: false,
    linkId: old?.linkId,
    matched: old?.matched ?? false,
    leftBehind: old?.leftBehind,
    ...(old?.leftBy !== undefined && { leftBy: old.leftBy }),
  };
}

/** What was born of our own creates is found by its reference alone (match.ts), so it needs no other key. */
function keysOfOurs(work: Work, matchable: Parameters<TenantSettings['matchKeys']>[0]): readonly string[] {
  const rule = work.settings.rulesOf(matchable.kind).find(({ name }) => name === ownReferenceRule);
  return [rule?.keyOf(matchable)].filter((key) => key !== undefined);
}

/** A link hears what a record of it says. */
export function toLink(work: Work, row: RecordRow, doubted?: Doubt): void {
  const linkId = row.linkId!;
  const member = memberKeyOf(row.ref);
  if (work.isBeingBorn(linkId, member)) return;
  const state = work.links.state(linkId);
  if (state && isUnborn(state) && row.category !== state.category) {
    return work.decide(linkId, {
      type: 'Parked',
      member,
      reasons: [{ field: null, code: 'changed-kind', words: kindHere }],
    });
  }
  const anew = isMetAnew(work, row);
  const meets = anew ? counterpartOf(work, row, work.links.state(linkId)) : alsoFits(work, row);
  work.decide(linkId, {
    type: 'Seen',
    words: wordsOf(work, row, { message: work.cause, ...(doubted && { doubted }) }),
    ...(anew && { anew }),
    ...(meets && { meets }),
  });
}

const kindHere = 'The record became another kind before PowerOffice Go had it. Give it back its kind, or unlink it.';

/** A link that a person ended had it made: it is nobody's, and stays as it is. */
export function leaveBehind(work: Work, row: RecordRow, linkId: string): true {
  work.putRow({ ...row, linkId: undefined, matched: false, leftBehind: true, leftBy: row.leftBy ?? linkId });
  return true;
}

/** A record that bears our reference belongs to the link that had it made, also when its birth was never answered. */
function byReference(work: Work, row: RecordRow): boolean {
  const state = row.reference === undefined ? undefined : work.links.byReference(row.reference);
  if (state?.erased) return false;
  if (state && isParted(state)) return leaveBehind(work, row, state.id);
  if (!state || counterpartKey(state) !== memberKeyOf(row.ref) || state.members[memberKeyOf(row.ref)]?.ref)
    return false;
  work.putRow({ ...row, linkId: state.id, matched: true });
  const being = work.isBeingBorn(state.id, memberKeyOf(row.ref));
  const words = wordsOf(work, row, { message: work.cause });
  if (!being) work.decide(state.id, { type: 'Joined', words, again: true });
  return true;
}

/** A record is gone: it is no longer counted as present, and its link decides what follows. */
export function heardGone(work: Work, { ref, revision }: RecordGone): void {
  const row = work.row(recordKey(ref));
  if (!row || row.gone || revision <= row.revision) return;
  work.putRow({ ...row, gone: true, revision, ...(row.linkId === undefined && nothingPersonal) });
  if (row.linkId !== undefined) work.decide(row.linkId, { type: 'Gone', member: memberKeyOf(ref), revision });
}
