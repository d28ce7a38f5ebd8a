import { RetryLater } from '../failures.js';
import type { Resource } from '../port.js';
import { echoed } from '../record/settle.js';
import type { Attempt } from '../store/attempts.js';
import type { Clock } from './clock.js';
import type { Look, Outcome } from './outcome.js';

interface BirthTrial {
  readonly attempt: Attempt;
  readonly resource: Resource;
  readonly clock: Clock;
}

/**
 * A first create costs one request. Where a key makes repeats harmless it is simply sent again; elsewhere our reference
 * is looked up before any second try (Inv 12).
 */
export async function create({ attempt, resource, clock }: BirthTrial, looks: Look[]): Promise<Outcome> {
  const { command } = attempt;
  const birth = { tenant: command.tenant, values: command.values, reference: command.reference!, key: keyOf(attempt) };
  const begunAt = clock.now();
  if (attempt.tries > 0 && !resource.abilities.idempotentCreate && resource.abilities.findsReference) {
    const found = await resource.find(birth.reference, birth);
    if (found) return bornAs(attempt, looks, { reading: found, begunAt });
  }
  const written = await resource.create(birth);
  switch (written.outcome) {
    case 'done':
      if (written.reading)
        return {
          attempt,
          looks,
          end: 'done',
          stored: { reading: written.reading, begunAt },
          sent: Object.keys(command.values),
        };
      return adopted(attempt, { resource, clock, looks }, written.id!);
    case 'exists':
      return adopted(attempt, { resource, clock, looks }, written.id);
    case 'refused':
      return { attempt, looks, end: 'refused', refusals: written.refusals };
    default:
      throw new RetryLater(`the system answered ${written.outcome} to a create`, 5_000);
  }
}

/** One key per ticket: the same create repeated says the same, another one is another request. */
const keyOf = ({ command }: Attempt): string => `${command.reference}-${command.ticket.n}`;

/** Our reference is borne already: an earlier try of ours was applied, unless the record is not ours at all. */
async function adopted(
  attempt: Attempt,
  { resource, clock, looks }: { resource: Resource; clock: Clock; looks: Look[] },
  id: string,
): Promise<Outcome> {
  const { tenant, ticket } = attempt.command;
  const begunAt = clock.now();
  const reading = await resource.read({ tenant, system: ticket.system, resource: ticket.resource, id });
  if (!reading) throw new RetryLater('the record that bears our reference cannot be read', 5_000);
  return bornAs(attempt, looks, { reading, begunAt });
}

/** Fields that read back as told are our echo; any other is heard, since a person may have been there meanwhile. */
export function bornAs(attempt: Attempt, looks: readonly Look[], stored: Look): Outcome {
  const { values } = attempt.command;
  const sent = echoed(stored.reading, { values, sent: Object.keys(values) });
  return { attempt, looks, end: 'done', stored, sent };
}
