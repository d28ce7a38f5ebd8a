import type { System } from '@samsvar/contracts';
import type { Resource } from '../port.js';
import { hear } from '../record/hear.js';
import type { RecordRow } from '../record/row.js';
import { bearing } from './births.js';
import type { Settled } from '../record/settle.js';
import { raisedAbove, settleDone, settleUnsent } from '../record/settle.js';
import { refOf } from './kit.js';
import type { Settling } from './outcome.js';

export interface SettlingAt {
  readonly system: System;
  readonly resource: Resource;
  /** Milliseconds, as in `HearContext`. */
  readonly now: number;
  /** The database's clock, as in `HearContext`. */
  readonly floor?: number;
}

/** The row and the answer that an outcome leaves: looks taken on the way are heard first. */
export function settledBy(outcome: Settling, row: RecordRow | undefined, at: SettlingAt): Settled {
  const { attempt, looks } = outcome;
  const { ticket, role, ref, tenant } = attempt.command;
  const { resource, now, floor = 0 } = at;
  const refFor = (reading: { id: string; parent?: string }) => ref ?? refOf(at, tenant, resource, reading);
  let looked = row;
  for (const { reading, begunAt } of looks) {
    looked = hear(looked, reading, { resource, ref: refFor(reading), begunAt, now, floor }).row;
  }
  const found = raisedAbove(looked, attempt.command.decidedOn, floor);
  switch (outcome.end) {
    case 'done': {
      const { begunAt } = outcome.stored;
      // What was known before without our reference is not ours, whatever it was found by.
      const reading = outcome.found && !row ? bearing(attempt, outcome.stored.reading) : outcome.stored.reading;
      const context = { resource, ref: refFor(reading), begunAt, now, floor };
      return settleDone(looked, reading, context, {
        ticket,
        sent: outcome.sent,
        ...(role && { role }),
        ...(outcome.ambiguous && { ambiguous: outcome.ambiguous }),
        ...(outcome.found && { found: true }),
      });
    }
    case 'refused':
      return settleUnsent(found, ticket, 'refused', { refusals: outcome.refusals });
    case 'stale':
      return settleUnsent(found, ticket, 'stale', outcome.ambiguous ? { ambiguous: outcome.ambiguous } : {});
    default:
      return settleUnsent(found, ticket, outcome.end, role ? { role } : {});
  }
}
