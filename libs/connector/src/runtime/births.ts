import type { Refusal } from '@samsvar/contracts';
import { Forbidden, RetryLater } from '../failures.js';
import type { Birth, Reading, Resource, Written } from '../port.js';
import type { RecordRow } from '../record/row.js';
import { compared, echoed } from '../record/settle.js';
import type { Attempt, Note } from '../store/attempts.js';
import type { Clock } from './clock.js';
import type { Look, Outcome } from './outcome.js';
import { knownAfterMs } from './quarantine.js';

interface BirthTrial {
  readonly attempt: Attempt;
  readonly resource: Resource;
  /** What bears our reference already, as far as this connector remembers. */
  readonly row?: RecordRow | undefined;
  /** Notes, before the bytes leave, that they may have. */
  readonly note: (note: Note) => Promise<void>;
  readonly clock: Clock;
  readonly mayGo?: (() => boolean) | undefined;
}

/**
 * A first create costs one request. Where a key makes repeats harmless it is simply sent again; elsewhere what an
 * earlier try made is looked for before any second one (Inv 12), and where no reference is taken, before the first too.
 * What is remembered to have been made for it is not made again: whoever asks has forgotten that.
 */
export async function create(trial: BirthTrial, looks: Look[]): Promise<Outcome> {
  const { attempt, resource, clock } = trial;
  const { idempotentCreate, findsReference, looksFirst } = resource.abilities;
  const birth = birthOf(trial);
  if (idempotentCreate) return made(trial, await resource.create(birth), looks);
  const remembered = await stillThere(trial);
  if (remembered) return foundAs(attempt, looks, remembered);
  const mayHaveLeft = attempt.note !== undefined;
  if (findsReference && (mayHaveLeft || looksFirst)) {
    const begunAt = clock.now();
    const reading = await resource.find(birth.reference, birth);
    if (reading && mayHaveLeft) return foundAs(attempt, looks, { reading, begunAt });
    // It was there before anything was sent: it meets the link like any other record (correctness.md B.8, 2).
    if (reading) return { attempt, looks: [...looks, { reading, begunAt }], end: 'stale' };
  }
  return noted(trial, birth, looks);
}

/** So many tries wait for a record that cannot be read, five minutes in all. */
const triesMost = 6;

/**
 * What was made before, by its row. A read that does not find it proves nothing (a replica may be behind): the birth
 * waits until the record is found, or proven gone, or several reads over five minutes have found nothing.
 */
async function stillThere({ row, resource, attempt, clock }: BirthTrial): Promise<Look | undefined> {
  if (!row || row.gone || row.reference !== attempt.command.reference) return undefined;
  const begunAt = clock.now();
  const reading = await resource.read(row.ref, undefined, { bulk: attempt.bulk });
  if (reading) return { reading, begunAt };
  if (attempt.tries >= triesMost) return undefined;
  throw new RetryLater('the record that was made for it before cannot be read', 5_000 * 2 ** attempt.tries);
}

function birthOf({ attempt, mayGo }: BirthTrial): Birth {
  const { tenant, values, reference } = attempt.command;
  return { tenant, values, reference: reference!, key: keyOf(attempt), mayGo, ...(attempt.bulk && { bulk: true }) };
}

/** Notes that it goes out, and sends it; what is not known to have failed may have been applied (Inv 14). */
async function noted(trial: BirthTrial, birth: Birth, looks: Look[]): Promise<Outcome> {
  const { attempt, resource } = trial;
  const note: Note = { sent: Object.keys(birth.values), before: { stamps: {} } };
  await trial.note(note);
  let written: Written;
  try {
    written = await resource.create(birth);
  } catch (error) {
    if (error instanceof RetryLater || error instanceof Forbidden) throw error;
    return { attempt, looks, end: 'unanswered', note, afterMs: knownAfterMs(resource.abilities) };
  }
  return made(trial, written, looks);
}

async function made(trial: BirthTrial, written: Written, looks: Look[]): Promise<Outcome> {
  const { attempt, clock } = trial;
  const begunAt = clock.now();
  switch (written.outcome) {
    case 'done':
      if (written.reading) {
        const sent = Object.keys(attempt.command.values);
        return { attempt, looks, end: 'done', stored: { reading: bearing(attempt, written.reading), begunAt }, sent };
      }
      return adopted(trial, written.id!, looks);
    case 'exists':
      return adopted(trial, written.id, looks);
    case 'refused':
      return { attempt, looks, end: 'refused', refusals: written.refusals };
    default:
      throw new RetryLater(`the system answered ${written.outcome} to a create`, 5_000);
  }
}

/**
 * What was made is known by our reference from now on, also where the system has no place for it: where link has
 * forgotten that it asked, its answer says whose it is.
 */
export const bearing = ({ command: { reference } }: Attempt, reading: Reading): Reading => {
  return reading.reference === undefined && reference !== undefined ? { ...reading, reference } : reading;
};

/** One key per ticket: the same create repeated says the same, another one is another request. */
const keyOf = ({ command }: Attempt): string => `${command.reference}-${command.ticket.n}`;

/** Our reference is borne already: an earlier try of ours was applied, unless the record is not ours at all. */
async function adopted({ attempt, resource, clock }: BirthTrial, id: string, looks: Look[]): Promise<Outcome> {
  const { tenant, ticket, reference } = attempt.command;
  const begunAt = clock.now();
  const reading = await resource.read({ tenant, system: ticket.system, resource: ticket.resource, id });
  if (!reading) throw new RetryLater('the record that bears our reference cannot be read', 5_000);
  if (reading.reference !== undefined && reading.reference !== reference) {
    return { attempt, looks, end: 'refused', refusals: [notOurs(id)] };
  }
  return foundAs(attempt, looks, { reading, begunAt });
}

const notOurs = (id: string): Refusal => ({
  field: null,
  code: 'not-unique',
  words: `The system says that record ${id} was born of this one, but it bears another reference. Look at both.`,
});

/**
 * An earlier try had made the record: of this birth, or of one that link has forgotten, with values of then. Fields
 * that read back as told are our echo; where these values are known to have gone out, so is what the system made of
 * them. Of any other that was told nobody can say whose it is, so that it never flows back; what was not told is heard,
 * since a person may have been there meanwhile.
 */
export function foundAs(attempt: Attempt, looks: readonly Look[], stored: Look): Outcome {
  const { command, note } = attempt;
  const write = { values: command.values, sent: Object.keys(command.values) };
  const wentOut = note !== undefined && !note.inherited;
  const sent = wentOut ? echoed(stored.reading, write) : compared(stored.reading, write).equal;
  const ambiguous = write.sent.filter((field) => !sent.includes(field));
  return { attempt, looks, end: 'done', stored, sent, found: true, ...(ambiguous.length > 0 && { ambiguous }) };
}
