import type { Heard } from '@samsvar/bus';
import { DeadLetter } from '@samsvar/bus';
import { deliver } from '@samsvar/sync';
import { PostgresLedger } from '../ledger/postgres-ledger.js';
import type { Workplace } from './turn.js';

/** What code throws that meets something it cannot take; whatever else happens may be otherwise the next time. */
const faults = ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'ZodError'];
/** The class of PostgreSQL's errors about data it cannot take. */
const badData = '22';

/** Whether an error lies in what is worked on rather than in the world around it. */
export function isFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name !== 'QueryFailedError') return faults.includes(error.name);
  const { code } = error as Error & { readonly code?: string };
  return code?.startsWith(badData) ?? false;
}

/**
 * The one message of a tenant that nobody can work on, to be put aside with its reason so that the rest goes on
 * (Inv 9); what was thrown where there is none. Deciding is pure, so what fails once fails again: the shortest
 * beginning of the batch that fails ends with it. Nothing that is tried here is stored.
 */
export async function culpritOf(
  place: Workplace,
  tenant: string,
  heard: readonly Heard[],
  error: unknown,
): Promise<unknown> {
  if (!isFault(error)) return error;
  let [works, fails] = [0, heard.length];
  while (fails - works > 1) {
    const middle = Math.ceil((works + fails) / 2);
    if (await canWork(place, tenant, heard.slice(0, middle))) works = middle;
    else fails = middle;
  }
  const culprit = heard[fails - 1];
  if (!culprit || (await canWork(place, tenant, heard.slice(0, fails)))) return error;
  const { name } = error as Error;
  return new DeadLetter(`${name}: link cannot work on it; mend the cause, then replay it`, culprit, { cause: error });
}

class Undone extends Error {}

/** Whether some messages can be worked on; what is no fault of theirs is thrown. */
async function canWork(place: Workplace, tenant: string, heard: readonly Heard[]): Promise<boolean> {
  try {
    await place.database.transaction(async (sql) => {
      const ledger = new PostgresLedger(sql, tenant, place.clock);
      await deliver(
        ledger,
        place.tenants.get(tenant)!,
        heard.map(({ message }) => message),
      );
      throw new Undone();
    });
    return true;
  } catch (error) {
    if (error instanceof Undone) return true;
    if (isFault(error)) return false;
    throw error;
  }
}
