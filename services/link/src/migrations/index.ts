import { Ledger1763900000002 } from './0002-ledger.js';
import { Streams1763900000001 } from './0001-streams.js';

/** Every change of link's schema, oldest first. */
export const migrations = [Streams1763900000001, Ledger1763900000002];
