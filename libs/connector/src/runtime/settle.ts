import type { NativeWriteAnswered, RecordKey } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { StoredTelling, Telling } from '@samsvar/persistence';
import { putOutbox } from '@samsvar/persistence';
import type { Resource } from '../port.js';
import { hear } from '../record/hear.js';
import type { RecordRow } from '../record/row.js';
import { settleDone, settleUnsent } from '../record/settle.js';
import type { Attempt } from '../store/attempts.js';
import { settleAttempts } from '../store/attempts.js';
import { readRows, writeRows } from '../store/records.js';
import type { Kit } from './kit.js';
import { refOf, resourceOf } from './kit.js';
import type { Settling } from './outcome.js';
import { answerTold } from './told.js';

/**
 * Stores what became of many attempts in one transaction: rows, attempts, answers. Rows are read anew and held, so that
 * what a poll stored meanwhile is not lost. Answers the attempts that had readings withheld: those records are read
 * again.
 */
export async function settleOutcomes(kit: Kit, outcomes: readonly Settling[]): Promise<readonly Attempt[]> {
  const keys = [...new Set(outcomes.flatMap((outcome) => keyOf(kit, outcome) ?? []))];
  let withheld: ReadonlySet<string> = new Set();
  const stored = await kit.database.transaction(async (sql): Promise<readonly StoredTelling[]> => {
    const rows = new Map(await readRows(sql, keys, true));
    const told: Telling[] = [];
    const changed = new Set<RecordKey>();
    for (const outcome of outcomes) {
      const key = keyOf(kit, outcome);
      const { row, answer } = settledBy(kit, outcome, key === undefined ? undefined : rows.get(key));
      if (key !== undefined && row && row !== rows.get(key)) {
        rows.set(key, row);
        changed.add(key);
      }
      told.push(answeredTold(kit, outcome.attempt, answer));
    }
    await writeRows(
      sql,
      [...changed].map((key) => rows.get(key)!),
    );
    withheld = await settleAttempts(
      sql,
      outcomes.map(({ attempt }) => attempt),
    );
    return putOutbox(sql, told);
  });
  for (const key of keys) kit.seenBefore.forget(key);
  for (const { attempt, end } of outcomes) kit.metrics.answered(attempt.command.ticket.resource, end);
  kit.relay.tell(stored);
  return outcomes.map(({ attempt }) => attempt).filter(({ command }) => withheld.has(command.ticket.linkId));
}

/** The record an outcome is about: known, or just born. */
function keyOf(kit: Kit, outcome: Settling): RecordKey | undefined {
  const { command } = outcome.attempt;
  if (command.ref) return recordKey(command.ref);
  if (outcome.end !== 'done') return undefined;
  return recordKey(refOf(kit, command.tenant, resourceFor(kit, outcome.attempt), outcome.stored.reading));
}

const resourceFor = (kit: Kit, { command }: Attempt): Resource =>
  resourceOf(kit, { tenant: command.tenant, resource: command.ticket.resource })!;

function settledBy(
  kit: Kit,
  outcome: Settling,
  row: RecordRow | undefined,
): { row: RecordRow | undefined; answer: NativeWriteAnswered } {
  const { attempt, looks } = outcome;
  const { ticket, role, ref, tenant } = attempt.command;
  const resource = resourceFor(kit, attempt);
  const now = Date.now();
  let looked = row;
  for (const { reading, begunAt } of looks) {
    looked = hear(looked, reading, { resource, ref: ref ?? refOf(kit, tenant, resource, reading), begunAt, now }).row;
  }
  switch (outcome.end) {
    case 'done': {
      const { reading, begunAt } = outcome.stored;
      const context = { resource, ref: ref ?? refOf(kit, tenant, resource, reading), begunAt, now };
      return settleDone(looked, reading, context, { ticket, sent: outcome.sent, ...(role && { role }) });
    }
    case 'refused':
      return settleUnsent(looked, ticket, 'refused', { refusals: outcome.refusals });
    case 'stale':
      return settleUnsent(looked, ticket, 'stale', outcome.ambiguous ? { ambiguous: outcome.ambiguous } : {});
    default:
      return settleUnsent(looked, ticket, outcome.end);
  }
}

const answeredTold = (kit: Kit, { command }: Attempt, answer: NativeWriteAnswered): Telling =>
  answerTold(kit.system, command.tenant, answer, { create: command.op === 'create', cause: command.cause });
