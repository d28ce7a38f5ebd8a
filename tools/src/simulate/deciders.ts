import type { Decision } from '@samsvar/contracts';
import { type LinkEvent, keptIn, type LinkState, openUnits } from '@samsvar/sync';
import type { MemoryLedger } from '@samsvar/sync/testing';
import type { Random } from './random.js';

/** What somebody may decide about a link: settle what is open, have it tried again, restore what lost. */
export function chosenDecision(ledger: MemoryLedger, random: Random): Decision | undefined {
  const links = [...ledger.kept.values()];
  if (links.length === 0) return undefined;
  const { changed, events, version } = random.pick(links);
  const possible = [
    ...openUnits(changed.state).map((unit) => settling(changed.state, unit, random, version)),
    ...parkedUnits(changed.state).map((unit): Decision => ({ type: 'release', link: changed.state.id, unit })),
    ...restorable(changed.state, events),
  ];
  return possible.length === 0 ? undefined : random.pick(possible);
}

function settling({ id }: LinkState, unit: string, random: Random, version: number): Decision {
  const winner = random.pick(['agreed', 'powerofficego', 'customhrm'] as const);
  const shown = random.chance(0.5) ? { version } : {};
  return { type: 'settleConflict', link: id, unit, winner, ...shown };
}

const parkedUnits = ({ units }: LinkState): readonly string[] =>
  Object.keys(units).filter((name) => units[name]!.parked !== undefined);

function restorable({ id }: LinkState, events: readonly LinkEvent[]): readonly Decision[] {
  return events.flatMap((event, at) => {
    const kept = keptIn(event);
    return kept?.unit === undefined ? [] : [{ type: 'restore', link: id, unit: kept.unit, version: at + 1 }];
  });
}

/** What is still open when nobody edits any more, decided one way or the other, and all of it at once. */
export function openDecision(ledger: MemoryLedger, random: Random): Decision | undefined {
  const links = [...ledger.kept.values()]
    .filter(({ changed }) => openUnits(changed.state).length > 0)
    .map(({ changed }) => changed.state.id);
  if (links.length === 0) return undefined;
  return { type: 'settleConflicts', links, winner: random.pick(['agreed', 'powerofficego', 'customhrm'] as const) };
}
