import { expandingContract } from '@samsvar/persistence/testing';
import { connectorMigrations } from './migrations.js';

/** Those of version 0.1.0. A release adds its own here. */
const released = [
  'Positions1763900000100',
  'Outbox1763900000101',
  'Leases1763900000102',
  'Connector1763900000200',
  'LeaseWishes1763900000300',
  'Writers1764000000100',
  'History1764200000150',
  'WideTickets1764200000400',
  'Suspects1764100000400',
];

expandingContract(connectorMigrations, released);
