import type { RecordRef } from '@samsvar/contracts';
import { Forbidden, RetryLater, Unanswered } from '../failures.js';
import { create } from './births.js';
import { findAgain, lookAgain } from './doubted.js';
import type { Resource, Written } from '../port.js';
import { hear } from '../record/hear.js';
import { echoed } from '../record/settle.js';
import type { RecordRow } from '../record/row.js';
import { besides, isForeign, mayWrite, only } from '../record/write.js';
import type { Attempt, Note } from '../store/attempts.js';
import type { Clock } from './clock.js';
import { recovered } from './recovered.js';
import type { Look, Outcome } from './outcome.js';
import { knownAfterMs } from './quarantine.js';

/** A record that changes under our looks this often in a row goes back to deciding. */
const looksMax = 3;

export interface Trial {
  readonly attempt: Attempt;
  readonly resource: Resource;
  readonly row: RecordRow | undefined;
  /** Notes, before the bytes leave, what goes out. */
  readonly note: (note: Note) => Promise<void>;
  readonly clock: Clock;
  /** Whether the attempt is still this process's own; asked when its request is about to leave. */
  readonly mayGo?: (() => boolean) | undefined;
}

/** Tries an attempt once, whatever state it is in. Never throws. */
export async function execute(trial: Trial): Promise<Outcome> {
  const looks: Look[] = [];
  try {
    return await tried(trial, looks);
  } catch (error) {
    return failed(trial, looks, error);
  }
}

function tried(trial: Trial, looks: Look[]): Promise<Outcome> {
  const { attempt } = trial;
  const isBirth = attempt.command.op === 'create';
  if (attempt.state === 'doubted') return isBirth ? findAgain(trial, looks) : lookAgain(trial, looks);
  if (isBirth) return create(trial, looks);
  if (attempt.state === 'applied') return readStored(trial, looks);
  return attempt.state === 'sent' ? recovered(trial, looks) : update(trial, looks);
}

/** What a failure on the way means: nothing was applied, or it cannot be known. */
function failed({ attempt, resource }: Trial, looks: readonly Look[], error: unknown): Outcome {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof Unsettled) {
    return {
      attempt,
      looks,
      end: 'unanswered',
      note: error.note,
      afterMs: knownAfterMs(resource.abilities),
    };
  }
  if (error instanceof Unanswered) {
    const { abilities } = resource;
    const afterMs = abilities.idempotentCreate ? backoffMs(attempt.tries) : knownAfterMs(abilities);
    return { attempt, looks, end: 'again', afterMs, why };
  }
  if (error instanceof RetryLater) return { attempt, looks, end: 'again', afterMs: Math.max(error.afterMs, 50), why };
  if (error instanceof Forbidden) return { attempt, looks, end: 'again', afterMs: 60_000, why };
  return { attempt, looks, end: 'again', afterMs: Math.max(backoffMs(attempt.tries), 1_000), why };
}

const backoffMs = (tries: number): number => Math.min(100 * 4 ** tries, 900_000);

/** A write went out and was not answered. */
class Unsettled extends Error {
  constructor(readonly note: Note) {
    super('unanswered');
  }
}

/**
 * Looks where the system enforces no version, compares, writes what differs, and looks again where a version failed.
 */
export async function update(trial: Trial, looks: Look[]): Promise<Outcome> {
  const { attempt, resource } = trial;
  const { command } = attempt;
  const foreign = isForeign(trial.row, command);
  let row = trial.row;
  for (let turn = 0; turn < looksMax; turn++) {
    if (turn > 0 || foreign || !resource.abilities.enforcesVersion) {
      const look = await lookAt(trial, command.ref!);
      if (!look) return { attempt, looks, end: 'gone' };
      looks.push(look);
      row = hear(row, look.reading, { resource, ref: command.ref!, begunAt: look.begunAt, now: trial.clock.now() }).row;
    }
    const verdict = mayWrite(row, command);
    if (foreign && verdict.verdict === 'write') return { attempt, looks, end: 'stale' };
    if (verdict.verdict === 'gone') return { attempt, looks, end: 'gone' };
    if (verdict.verdict !== 'write') return { attempt, looks, end: verdict.verdict };
    const outcome = await send(trial, { row: row!, fields: verdict.fields, looks });
    if (outcome) return outcome;
    if (!resource.abilities.enforcesVersion) await trial.clock.pause(lagPauseMs);
  }
  return { attempt, looks, end: 'stale' };
}

/** A failed `test` was judged on the primary while our look may have met a replica: the next look waits a little. */
const lagPauseMs = 1_000;

interface Sending {
  readonly row: RecordRow;
  readonly fields: readonly string[];
  readonly looks: readonly Look[];
}

/** Sends the fields; undefined when what is stored is not what was expected, so that it must be looked at again. */
async function send(trial: Trial, { row, fields, looks }: Sending): Promise<Outcome | undefined> {
  const { attempt, resource } = trial;
  const { command } = attempt;
  const note: Note = {
    sent: fields,
    before: { stamps: row.stamps, ...(row.version !== undefined && { version: row.version }) },
  };
  await trial.note(note);
  const begunAt = trial.clock.now();
  const written = await writtenOrUnsettled(trial, note, row);
  switch (written.outcome) {
    case 'done':
      if (!written.reading) return { attempt, looks, end: 'applied', note, afterMs: resource.abilities.settleAfterMs };
      return { attempt, looks, end: 'done', stored: { reading: written.reading, begunAt }, sent: fields };
    case 'stale':
      return undefined;
    case 'refused':
      return { attempt, looks, end: 'refused', refusals: written.refusals };
    default:
      return { attempt: { ...attempt, command }, looks, end: 'gone' };
  }
}

async function writtenOrUnsettled({ attempt, resource, mayGo }: Trial, note: Note, row: RecordRow): Promise<Written> {
  const { command } = attempt;
  const write = {
    ref: row.ref,
    values: only(command.values, note.sent),
    expected: only(command.expected, [...note.sent, ...besides(command)]),
    bulk: attempt.bulk,
    mayGo,
    ...(command.role && { role: command.role }),
    ...(row.version !== undefined && { version: row.version }),
  };
  try {
    return await (command.op === 'deactivate' ? resource.deactivate(write) : resource.update(write));
  } catch (error) {
    if (error instanceof Unanswered) throw new Unsettled(note);
    throw error;
  }
}

export async function lookAt({ attempt, resource, clock }: Trial, ref: RecordRef): Promise<Look | undefined> {
  const begunAt = clock.now();
  const reading = await resource.read(ref, attempt.command.role, { bulk: attempt.bulk });
  return reading && { reading, begunAt };
}

/** Applied without saying what is stored: by now a read shows it. */
async function readStored(trial: Trial, looks: readonly Look[]): Promise<Outcome> {
  const { attempt } = trial;
  const stored = await lookAt(trial, attempt.command.ref!);
  if (!stored) return { attempt, looks, end: 'gone' };
  const { values, role } = attempt.command;
  const sent = echoed(stored.reading, { values, sent: attempt.note?.sent ?? [], ...(role && { role }) });
  return { attempt, looks, end: 'done', stored, sent };
}
