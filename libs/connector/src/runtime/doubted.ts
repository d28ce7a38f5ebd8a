import { compared } from '../record/settle.js';
import { foundAs } from './births.js';
import type { Trial } from './execute.js';
import { lookAt } from './execute.js';
import type { Look, Outcome } from './outcome.js';

/**
 * A write that was decided before this store's present history began (docs/decisions/0003) may have been carried out
 * already, by a store that was lost or set back: it is looked at and never sent. What is held as wanted settles it; of
 * anything else nobody can say whether a person or our own lost write set it, so that it never flows back (Inv 14).
 */
export async function lookAgain(trial: Trial, looks: Look[]): Promise<Outcome> {
  const { attempt } = trial;
  const { ref, values, role } = attempt.command;
  const look = await lookAt(trial, ref!);
  if (!look) return { attempt, looks, end: 'gone' };
  looks.push(look);
  const { other } = compared(look.reading, { values, sent: Object.keys(values), ...(role && { role }) });
  if (other.length === 0) return { attempt, looks, end: 'same' };
  return { attempt, looks, end: 'stale', ambiguous: other };
}

/** A birth of before: where it took place it is found by its reference; else whoever still waits for it asks again. */
export async function findAgain({ attempt, resource, clock }: Trial, looks: Look[]): Promise<Outcome> {
  const { tenant, values, reference = '', ticket } = attempt.command;
  const begunAt = clock.now();
  if (!resource.abilities.findsReference) return { attempt, looks, end: 'stale' };
  const found = await resource.find(reference, { tenant, values, reference, key: `${reference}-${ticket.n}` });
  if (!found) return { attempt, looks, end: 'stale' };
  const look = { reading: found, begunAt };
  // What has no reference of ours may be anybody's: it meets the link like any other record.
  if (resource.abilities.looksFirst) return { attempt, looks: [...looks, look], end: 'stale' };
  return foundAs(attempt, looks, look);
}
