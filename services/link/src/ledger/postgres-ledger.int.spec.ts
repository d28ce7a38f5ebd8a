import type { Database } from '@samsvar/persistence';
import { ledgerContract } from '@samsvar/sync/testing/contract';
import { afterAll, beforeAll } from 'vitest';
import { linkDatabase } from '../testing/link-database.js';
import { PostgresLedger } from './postgres-ledger.js';

let database: Database;
beforeAll(async () => (database = await linkDatabase()));
afterAll(() => database.close());

const tables = 'event, link, record, record_match, reference_wait, due, audit_finding, audit_pass, tenant';

ledgerContract('the ledger in PostgreSQL', async () => {
  await database.query(`truncate ${tables}`);
  return { turn: (work) => database.transaction((sql) => work(new PostgresLedger(sql, 'default'))) };
});
