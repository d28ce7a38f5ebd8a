import type { World } from '../world.js';
import { agreement } from './agreement.js';
import { births, newbornsAgree } from './births.js';
import { blastRadius } from './blast.js';
import { duplicates } from './duplicates.js';
import { echoes } from './echoes.js';
import { editedLive } from './edited-live.js';
import { explained } from './explained.js';
import { deletedStay, livingAreLeft } from './goings.js';
import { groups } from './groups.js';
import { leftAlone, oneLink } from './identity.js';
import { lostEdits } from './lost-edits.js';
import type { Oracle, Violation } from './oracle.js';
import { presence } from './presence.js';
import { causes, writesBound } from './writes.js';

/** Everything a world is asked. To add an oracle: a row here. */
export const oracles: readonly Oracle[] = [
  { guarantee: 'G1', asks: agreement },
  { guarantee: 'G1', asks: presence },
  { guarantee: 'G2', asks: lostEdits },
  { guarantee: 'G3', asks: duplicates },
  { guarantee: 'G3', asks: oneLink },
  { guarantee: 'G3', asks: leftAlone },
  { guarantee: 'G1', asks: newbornsAgree },
  { guarantee: 'G3', asks: births },
  { guarantee: 'G4', asks: writesBound },
  { guarantee: 'G4', asks: echoes },
  { guarantee: 'G4', asks: causes },
  { guarantee: 'G5', asks: livingAreLeft },
  { guarantee: 'G6', asks: deletedStay },
  { guarantee: 'G6', asks: editedLive },
  { guarantee: 'G7', asks: blastRadius },
  // G10: loss of private state.
  { guarantee: 'G8', asks: groups },
  { guarantee: 'G9', asks: explained },
];

export const judged = (world: World): readonly Violation[] =>
  oracles.flatMap(({ guarantee, asks }) => asks(world).map((words) => ({ guarantee, words })));

export { type Guarantee, guarantees, type Violation } from './oracle.js';
