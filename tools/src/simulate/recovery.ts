import { askAgain, askForgotten } from '@samsvar/sync';
import type { MemoryLedger } from '@samsvar/sync/testing';
import type { World } from './world.js';

/** By then link asks again about records that a connector has forgotten. */
const forgottenMs = 60 * 60_000;
/** After so long link asks again what nobody has answered. */
const unansweredMs = 20 * 60_000;

/** What a failover has lost is asked for by link's recovery, once all else is at rest. Whether anything was. */
export async function hasAskedAgain(world: World): Promise<boolean> {
  const { ledger, link, faults } = world;
  const { failover, linkFailover } = faults.hits;
  if (!failover && !linkFailover) return false;
  if (isAnyForgotten(ledger)) {
    await world.pass(forgottenMs);
    await link.recover(askForgotten);
    return true;
  }
  const ids = unansweredIn(ledger);
  if (ids.length === 0) return false;
  await world.pass(unansweredMs);
  await link.recover((stored, settings) => askAgain(stored, settings, ids));
  return true;
}

const isAnyForgotten = ({ state, rows }: MemoryLedger): boolean =>
  [...rows.values()].some(({ ref, gone, revision }) => {
    const { toldSince = -Infinity } = state.scans[`${ref.system}/${ref.resource}`] ?? {};
    return !gone && revision < toldSince;
  });

/** Links of which a member was asked for something and has not answered. */
const unansweredIn = ({ kept }: MemoryLedger): readonly string[] =>
  [...kept.values()].flatMap(({ changed: { state } }) =>
    !state.ended && Object.values(state.members).some(({ asked }) => asked !== undefined) ? [state.id] : [],
  );
