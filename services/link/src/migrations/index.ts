import { historyMigration, outboxMigration, positionMigration } from '@samsvar/persistence';
import { Streams1763900000001 } from './0001-streams.js';
import { Ledger1763900000002 } from './0002-ledger.js';
import { Listings1764000000003 } from './0003-listings.js';
import { Decisions1764100000004 } from './0004-decisions.js';
import { Gone1764100000010 } from './0010-gone.js';
import { Births1764100000011 } from './0011-births.js';
import { Guards1764900000012 } from './0012-guards.js';
import { Conflicts1764900000013 } from './0013-conflicts.js';
import { LeftBehind1764100000014 } from './0014-left-behind.js';
import { Audit1765000000015 } from './0015-audit.js';
import { Traces1765000000016 } from './0016-traces.js';
import { Erasures1765100000017 } from './0017-erasures.js';
import { Discards1765200000018 } from './0018-discards.js';

/** Every change of link's own tables, oldest first. */
export const migrations = [
  Streams1763900000001,
  Ledger1763900000002,
  Listings1764000000003,
  Decisions1764100000004,
  Gone1764100000010,
  Births1764100000011,
  Guards1764900000012,
  LeftBehind1764100000014,
  Conflicts1764900000013,
  Audit1765000000015,
  Traces1765000000016,
  Erasures1765100000017,
  Discards1765200000018,
];

/** All that link's schema needs: what every service has, and its own tables. */
export const allMigrations = [positionMigration, outboxMigration, historyMigration, ...migrations];
