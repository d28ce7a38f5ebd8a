import { isDeepStrictEqual } from 'node:util';
import { type LinkState, link, noLink } from '@samsvar/sync';
import type { World } from '../world.js';

/** G9: the events of a link say how it stands, told from the beginning. */
export function explained(world: World): readonly string[] {
  return [...world.ledger.kept.values()].flatMap(({ changed: { state }, events }) => {
    const told = events.reduce<LinkState>(link.evolve, noLink(state.id));
    return isDeepStrictEqual(told, state) ? [] : [`${state.founding!.id} is not what its events tell`];
  });
}
