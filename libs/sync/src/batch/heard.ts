import type { CanonicalRecordSeen, CanonicalWriteAnswered, RecordGone } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Answered } from '../link/answer.js';
import { counterpartKey, isUnborn } from '../link/counterpart.js';
import { memberKeyOf } from '../link/events.js';
import { ownReferenceRule } from '../match.js';
import { audited } from './audit.js';
import type { LinkState } from '../link/state.js';
import { isParted } from '../link/state.js';
import type { RecordRow } from './ledger.js';
import { becomesOther } from './changed-kind.js';
import { nothingPersonal } from './tombstone.js';
import { generationOf } from './generations.js';
import { counterpartOf, isMetAnew, meetRow, readingOf, unlinkedWaits, wordsOf } from './meet-row.js';
import { resolve } from './reference.js';
import type { TenantSettings } from './settings.js';
import type { Work } from './work.js';

/** A record was seen: its row is kept whatever follows; its link hears it, or it meets one. */
export function heardSeen(work: Work, data: CanonicalRecordSeen, doubted: readonly string[] = []): void {
  const key = recordKey(data.ref);
  const old = work.row(key);
  if (old) work.noteAudit(audited(work, old, data));
  const remapped = old !== undefined && old.mapping !== data.mapping && data.revision === old.revision;
  if (old && data.revision <= old.revision && !remapped) return;
  const row = rowOf(work, data, { old, born: false });
  if (old && old.kind !== row.kind) return becomesOther(work, old, row);
  work.putRow(row);
  if (isFromBefore(work, row)) work.tenant = { ...work.tenant, reformed: true };
  if (row.linkId) return toLink(work, row, doubted);
  if (!work.metOrMeeting(row.kind) || byReference(work, row)) return;
  if (row.ref.system === 'customhrm') return work.noteFounder(row);
  if (work.tenant.meeting[row.kind] === 'met') meetRow(work, row);
}

/**
 * A record bears our reference though nothing of its kind can have been made yet: what made it was forgotten (Inv 15).
 */
const isFromBefore = ({ tenant }: Work, { reference, kind }: RecordRow): boolean =>
  reference !== undefined && tenant.meeting[kind] === 'waiting';

interface Known {
  readonly old: RecordRow | undefined;
  /** It was made by this very answer. */
  readonly born: boolean;
}

function rowOf(work: Work, data: CanonicalRecordSeen, { old, born }: Known): RecordRow {
  const { ref, kind, category, roles, revision, mapping, values, reference } = data;
  const ours = ref.system === 'customhrm' && (born || reference !== undefined || old?.ours === true);
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

function toLink(work: Work, row: RecordRow, doubted: readonly string[] = []): void {
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
  const meets = anew ? counterpartOf(work, row, work.links.state(linkId)?.apart) : undefined;
  work.decide(linkId, {
    type: 'Seen',
    words: wordsOf(work, row, { message: work.cause, doubted }),
    ...(anew && { anew }),
    ...(meets && { meets }),
  });
}

const kindHere = 'The record became another kind before PowerOffice Go had it. Give it back its kind, or unlink it.';

/** A link that a person ended had it made: it is nobody's, and stays as it is. */
function leaveBehind(work: Work, row: RecordRow, linkId: string): true {
  work.putRow({ ...row, linkId: undefined, matched: false, leftBehind: true, leftBy: row.leftBy ?? linkId });
  return true;
}

/** A record that bears our reference belongs to the link that had it made, also when its birth was never answered. */
function byReference(work: Work, row: RecordRow): boolean {
  const state = row.reference === undefined ? undefined : work.links.byReference(row.reference);
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

/** Whether a link still waits for the answer to this ticket. */
export const isAwaited = ({ members }: LinkState, { system, resource, n }: CanonicalWriteAnswered['ticket']): boolean =>
  members[`${system}/${resource}`]?.asked?.n === n;

/**
 * An answer that nobody waits for: to a write that was asked by a memory that is lost, or answered twice because the
 * connector's was. It is an observation all the same; but what it sent may be our own, which never flows back.
 */
function heardLate(work: Work, data: CanonicalWriteAnswered): void {
  const seen = seenIn(data);
  if (seen) heardSeen(work, seen, [...data.sent, ...(data.ambiguous ?? [])]);
}

/** What an answer says of its record, as far as it says it. */
export function seenIn(data: CanonicalWriteAnswered): CanonicalRecordSeen | undefined {
  const { ref, values, revision, kind, category, roles, mapping, incarnation = 1, stamps = {} } = data;
  if (!ref || !values || !revision || !kind || !category || !roles || mapping === undefined) return undefined;
  const { reference, problem } = data;
  return {
    ...{ ref, values, stamps, incarnation, revision, pollId: 'answer', kind, category, roles, mapping },
    ...(reference !== undefined && { reference }),
    ...(problem && { problem }),
  };
}

/** A write was answered: the row keeps what is stored, the link settles its ticket and hears the rest. */
export function heardAnswer(work: Work, data: CanonicalWriteAnswered): void {
  const { ticket, ref } = data;
  const state = work.links.state(ticket.linkId);
  const category = state?.category;
  if (!state || !category) return heardLate(work, data);
  const old = ref && work.row(recordKey(ref));
  if (!isAwaited(state, ticket) && !isElsewhere(data, state, old)) return heardLate(work, data);
  const born = state.members[`${ticket.system}/${ticket.resource}`]?.asked?.op === 'create' && !isParted(state);
  if (born && old?.linkId !== undefined && old.linkId !== ticket.linkId) return answeredByTaken(work, data, category);
  if (isElsewhere(data, state, old)) return answeredElsewhere(work, data, category);
  if (ref && data.values && data.revision && (!old || old.revision < data.revision)) {
    work.putRow({ ...rowFromAnswer(work, data, { old, born }), linkId: ticket.linkId, matched: true });
  }
  work.decide(ticket.linkId, answeredOf(work, data, category));
  const now = ref && work.row(recordKey(ref));
  if (born && now && now.revision > (data.revision ?? 0)) toLink(work, { ...now, linkId: ticket.linkId });
}

/** The record is no longer this link's: a person ended it, or the record became another kind while it was written to. */
const isElsewhere = ({ ticket, kind }: CanonicalWriteAnswered, state: LinkState, row: RecordRow | undefined): boolean =>
  isParted(state) ||
  (kind !== undefined && kind !== state.kind) ||
  (row?.linkId !== undefined && row.linkId !== ticket.linkId);

/** The ticket is settled, and what the record holds now is a fact about the record: nobody's edit, wherever it is. */
function answeredElsewhere(work: Work, data: CanonicalWriteAnswered, category: RecordRow['category']): void {
  const { values: _, revision: __, category: ___, ...rest } = data;
  holdsNow(work, data);
  work.decide(data.ticket.linkId, answeredOf(work, rest, category));
}

/** PowerOffice Go's record was made for a link that has ended meanwhile: it waits for a person. */
function asksAbout(work: Work, made: RecordRow): void {
  const row = { ...made, linkId: undefined, matched: false };
  work.putRow(row);
  const { id, after } = generationOf(work, row);
  const opens = { ...(after && { after }), meets: unlinkedWaits };
  work.decide(id, { type: 'Opened', kind: row.kind, words: wordsOf(work, row), ...opens });
  work.settleRow(id);
}

function holdsNow(work: Work, data: CanonicalWriteAnswered): void {
  const { ref, values, revision, ticket } = data;
  const old = ref && work.row(recordKey(ref));
  if (!ref || !values || !revision || (old && old.revision >= revision)) return;
  const row = rowFromAnswer(work, data, { old, born: old === undefined });
  if (!old) return row.ref.system === 'customhrm' ? void leaveBehind(work, row, ticket.linkId) : asksAbout(work, row);
  if (old.kind !== row.kind) return becomesOther(work, old, row);
  work.putRow(row);
  if (row.linkId)
    work.decide(row.linkId, {
      type: 'Afterwards',
      words: wordsOf(work, row),
      ours: data.sent,
      ambiguous: data.ambiguous ?? [],
    });
}

const takenWords =
  'The record that fits this birth belongs to another record already. Give one of them another code, or link them by hand.';

/** What was found in place of a newborn has a link of its own: in two it would be told two truths (Inv 7). */
function answeredByTaken(work: Work, data: CanonicalWriteAnswered, category: RecordRow['category']): void {
  const refusals = [{ field: null, code: 'taken' as const, words: takenWords }];
  const { ticket } = data;
  work.decide(ticket.linkId, answeredOf(work, { ticket, outcome: 'refused', sent: [], refusals }, category));
}

function rowFromAnswer(work: Work, data: CanonicalWriteAnswered, known: Known): RecordRow {
  const { old } = known;
  const state = work.links.state(data.ticket.linkId)!;
  const category = data.category ?? old?.category ?? state.category!;
  const seen: CanonicalRecordSeen = {
    ref: data.ref!,
    values: { ...data.values },
    stamps: stampsOf(data),
    incarnation: data.incarnation ?? 1,
    revision: data.revision!,
    pollId: '',
    kind: data.kind ?? state.kind!,
    category,
    roles: data.roles ?? old?.roles.slice() ?? [category],
    mapping: data.mapping ?? old?.mapping ?? '',
    ...(old?.reference !== undefined && { reference: old.reference }),
    ...(data.problem && { problem: data.problem }),
  };
  return rowOf(work, seen, known);
}

/** The stamps of an answer are a person's only where nothing of ours can have moved them. */
const stampsOf = ({
  outcome,
  ambiguous = [],
  stamps = {},
}: CanonicalWriteAnswered): Readonly<Record<string, string>> =>
  outcome === 'stale' && ambiguous.length === 0 ? stamps : {};

function answeredOf(work: Work, data: CanonicalWriteAnswered, category: RecordRow['category']): Answered {
  const { ticket, outcome, sent, ambiguous, ref, revision, mapping, roles, refusals } = data;
  const policy = work.settings.policyOf(category);
  return {
    type: 'Answered',
    member: `${ticket.system}/${ticket.resource}`,
    n: ticket.n,
    outcome,
    sent,
    refusals,
    ...(ambiguous && { ambiguous }),
    ...(ref && { ref }),
    ...(revision && { revision }),
    ...readingOf(stampsOf(data), work.cause),
    ...(mapping && { mapping }),
    ...(data.category && { category: data.category }),
    ...(data.problem && { problem: data.problem }),
    ...(roles && { roles }),
    ...(data.values && resolve(work, policy, data.values)),
  };
}
