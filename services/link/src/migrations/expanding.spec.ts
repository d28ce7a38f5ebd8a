import { expandingContract } from '@samsvar/persistence/testing';
import { migrations } from './index.js';

/** Those of version 0.1.0. A release adds its own here. */
const released = [
  'Streams1763900000001',
  'Ledger1763900000002',
  'Listings1764000000003',
  'Decisions1764100000004',
  'Gone1764100000010',
  'Births1764100000011',
  'Guards1764900000012',
  'LeftBehind1764100000014',
  'Conflicts1764900000013',
  'Audit1765000000015',
];

expandingContract(migrations, released);
