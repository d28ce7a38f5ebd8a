import type { CanonicalRecordSeen, CanonicalWriteAnswered } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { Answered } from '../link/answer.js';
import type { LinkState } from '../link/state.js';
import { isParted } from '../link/state.js';
import { becomesOther } from './changed-kind.js';
import type { Known } from './heard.js';
import { heardSeen, leaveBehind, rowOf, toLink } from './heard.js';
import type { RecordRow } from './ledger.js';
import { generationOf } from './generations.js';
import { meetRow, readingOf, unlinkedWaits, wordsOf } from './meet-row.js';
import { resolve } from './reference.js';
import type { Work } from './work.js';

/** Whether a link still waits for the answer to this ticket. */
export const isAwaited = ({ members }: LinkState, { system, resource, n }: CanonicalWriteAnswered['ticket']): boolean =>
  members[`${system}/${resource}`]?.asked?.n === n;

/**
 * An answer that nobody waits for: to a write that was asked by a memory that is lost, or answered twice because the
 * connector's was. It is an observation all the same; but what it sent may be our own, which never flows back. What was
 * only looked at, since it was asked before a memory was lost, may as well be a person's: a person decides.
 */
function heardLate(work: Work, data: CanonicalWriteAnswered): void {
  const seen = seenIn(data);
  if (!seen) return;
  const fields = [...data.sent, ...(data.ambiguous ?? [])];
  heardSeen(work, seen, fields.length > 0 ? { fields, isForgotten: data.outcome === 'stale' } : undefined);
}

/** What an answer says of its record, as far as it says it. */
export function seenIn(data: CanonicalWriteAnswered): CanonicalRecordSeen | undefined {
  const { ref, values, revision, kind, category, roles, mapping, incarnation = 1 } = data;
  if (!ref || !values || !revision || !kind || !category || !roles || mapping === undefined) return undefined;
  const { reference, problem, asDepartment } = data;
  return {
    ...{ ref, values, stamps: stampsOf(data), incarnation, revision, pollId: 'answer' },
    ...{ kind, category, roles, mapping },
    ...(reference !== undefined && { reference }),
    ...(problem && { problem }),
    ...(asDepartment && { asDepartment }),
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
  } else if (born && old && data.revision) {
    // What was born was met before, and waited for this answer: whatever else of it is in this batch is this link's.
    work.putRow({ ...old, linkId: ticket.linkId, matched: true });
  }
  work.decide(ticket.linkId, answeredOf(work, data, category));
  const now = ref && work.row(recordKey(ref));
  if (born && now && now.revision > (data.revision ?? 0)) toLink(work, { ...now, linkId: ticket.linkId });
}

/** The record is no longer this link's: a person ended it, or it became another kind while it was written to. */
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
  // It was deleted, and parted from its link meanwhile: it is back.
  if (old.gone && !row.linkId && row.ref.system === 'powerofficego') return meetRow(work, row);
  if (row.linkId)
    work.decide(row.linkId, {
      type: 'Afterwards',
      words: wordsOf(work, row),
      ours: data.sent,
      ambiguous: data.ambiguous ?? [],
    });
}

const takenWords =
  'The record that fits this birth belongs to another record already. Give one of them another code, or link them by ' +
  'hand.';

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
  const { ticket, outcome, sent, ambiguous, found, ref, revision, mapping, roles, refusals } = data;
  const policy = work.settings.policyOf(category);
  return {
    type: 'Answered',
    member: `${ticket.system}/${ticket.resource}`,
    n: ticket.n,
    outcome,
    sent,
    refusals,
    ...(ambiguous && { ambiguous }),
    ...(found && { found }),
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
