import type { NativeWriteAnswered, RecordKey } from '@samsvar/contracts';
import { recordKey, ticketKey } from '@samsvar/contracts';
import type { Sql, StoredTelling, Telling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import type { Resource } from '../port.js';
import type { RecordRow } from '../record/row.js';
import type { Attempt } from '../store/attempts.js';
import { settleAttempts } from '../store/attempts.js';
import { readRows, writeRows } from '../store/records.js';
import { clearSuspects, noteSuspects, type Suspect } from '../store/suspects.js';
import type { Kit } from './kit.js';
import { refOf, resourceOf } from './kit.js';
import type { Settling } from './outcome.js';
import { bornOrFound, isReadSince } from './outcome.js';
import { historyOf } from './set-back.js';
import { settledBy } from './settled-by.js';
import { answerTold } from './told.js';

/**
 * Stores what became of many attempts in one transaction: rows, attempts, answers. Rows are read anew and held, so that
 * what a poll stored meanwhile is not lost. An attempt that somebody else has settled, or taken over, meanwhile is his;
 * one whose record was read before the database was set back is looked at again (decision 0003).
 * Answers the attempts that had readings withheld: those records are read again.
 */
export async function settleOutcomes(kit: Kit, outcomes: readonly Settling[]): Promise<readonly Attempt[]> {
  const keys = [...new Set(outcomes.flatMap((outcome) => keyOf(kit, outcome) ?? []))];
  let reread: readonly Attempt[] = [];
  const stored = await kit.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    const { begun } = await historyOf(kit, sql);
    const known = outcomes.filter((outcome) => isReadSince(outcome, begun));
    const attempts = known.map(({ attempt }) => attempt);
    const endings = known.map(({ attempt, end }) => ({ attempt, isDone: end === 'done' }));
    const settled = await settleAttempts(sql, endings, kit.owner);
    const mine = known.filter(({ attempt }) => settled.has(ticketKey(attempt.command.ticket)));
    reread = attempts.filter(({ command }) => settled.get(ticketKey(command.ticket))?.withheld);
    const { rows, told } = settledRows(kit, mine, await readRows(sql, keys, true));
    await writeRows(sql, rows, kit.owner);
    await suspectBy(kit, sql, mine);
    return putOutbox(sql, told);
  });
  for (const key of keys) kit.seenBefore.forget(key);
  for (const { attempt, end } of outcomes) kit.metrics.answered(attempt.command, end);
  kit.relay.tell(stored);
  return reread;
}

/** A write that found no such record makes it a suspect; any other answer proves that it was there. */
async function suspectBy(kit: Kit, sql: Sql, outcomes: readonly Settling[]): Promise<void> {
  for (const [resource, of] of Map.groupBy(outcomes, (outcome) => resourceFor(kit, outcome.attempt))) {
    const [lost, met] = [of.filter(({ end }) => end === 'gone'), of.filter(({ end }) => end !== 'gone')];
    for (const [tenant, mine] of Map.groupBy(lost, ({ attempt }) => attempt.command.tenant)) {
      const suspects = mine.flatMap((outcome) => suspectIn(kit, outcome));
      await noteSuspects(sql, { tenant, resource }, suspects, false);
    }
    const proofs = met.filter(({ end }) => end !== 'refused');
    await clearSuspects(
      sql,
      proofs.flatMap((outcome) => metIn(kit, outcome)),
    );
  }
}

function suspectIn(kit: Kit, outcome: Settling): readonly Suspect[] {
  const key = keyOf(kit, outcome);
  return key === undefined ? [] : [{ key }];
}

const metIn = (kit: Kit, outcome: Settling): readonly Suspect[] => {
  const { role } = outcome.attempt.command;
  return suspectIn(kit, outcome).flatMap((one) => [one, ...(role ? [{ ...one, role }] : [])]);
};

/** The rows that change, and the answers. */
function settledRows(
  kit: Kit,
  outcomes: readonly Settling[],
  before: ReadonlyMap<RecordKey, RecordRow>,
): { readonly rows: readonly RecordRow[]; readonly told: readonly Telling[] } {
  const rows = new Map(before);
  const told = outcomes.map((outcome) => {
    const key = keyOf(kit, outcome);
    const now = kit.clock.now();
    const resource = resourceFor(kit, outcome.attempt);
    const at = { system: kit.system, resource, now, floor: Math.floor(now) };
    const { row, answer } = settledBy(outcome, key === undefined ? undefined : rows.get(key), at);
    if (key !== undefined && row) rows.set(key, row);
    return answeredTold(kit, outcome.attempt, answer);
  });
  return { rows: [...rows].flatMap(([key, row]) => (before.get(key) === row ? [] : [row])), told };
}

/** The record an outcome is about: known, just born, or found where one was to be born. */
function keyOf(kit: Kit, outcome: Settling): RecordKey | undefined {
  const { command } = outcome.attempt;
  if (command.ref) return recordKey(command.ref);
  const found = bornOrFound(outcome);
  return found && recordKey(refOf(kit, command.tenant, resourceFor(kit, outcome.attempt), found));
}

const resourceFor = (kit: Kit, { command }: Attempt): Resource =>
  resourceOf(kit, { tenant: command.tenant, resource: command.ticket.resource })!;

const answeredTold = (kit: Kit, { command, traceparent }: Attempt, answer: NativeWriteAnswered): Telling =>
  answerTold(kit.system, command.tenant, answer, {
    create: command.op === 'create',
    cause: command.cause,
    traceparent,
  });
