import type { NativeWriteRecord } from '@samsvar/contracts';
import type { Database } from '@samsvar/persistence';
import { freshDatabase } from '@samsvar/persistence/testing';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noteAttempts } from './note-attempts.js';
import { attemptKey, holdAttempts, takeAttempts } from './holds.js';
import { connectorMigrations } from './migrations.js';

let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), connectorMigrations)));
afterAll(() => database.close());
beforeEach(() => database.query('delete from attempt'));

const command = (linkId: string): NativeWriteRecord => ({
  tenant: 'default',
  ticket: { linkId, system: 'customhrm', resource: 'employee', n: 1 },
  op: 'update',
  kind: 'employee',
  category: 'EMPLOYEE',
  ref: { tenant: 'default', system: 'customhrm', resource: 'employee', id: linkId },
  values: {},
  expected: {},
  decidedOn: 1,
  cause: '',
});
const note = (owner: string, ...links: readonly string[]) =>
  noteAttempts(
    database,
    links.map((linkId) => ({ command: command(linkId), bulk: false })),
    { owner },
  );
/** What a database that was away for a while does to whoever could not hold on. */
const letHoldsRunOut = () => database.query(`update attempt set held_until = now() - interval '1 second'`);
const taken = async (owner: string, keys: readonly string[] = []) =>
  (await takeAttempts(database, { owner, keys }, 10)).map((attempt) => attempt.command.ticket.linkId).sort();

describe('an attempt', () => {
  test('is not taken twice by the process that has it in its hands, though it could not hold on to it', async () => {
    const [mine] = await note('me', 'mine');
    await letHoldsRunOut();
    expect(await taken('me', [attemptKey(mine!)])).toEqual([]);
    expect(await taken('another')).toEqual(['mine']);
  });

  test('that was noted and lost sight of is taken over by the same process, which held on to the others', async () => {
    const [kept] = await note('me', 'kept', 'lost');
    await letHoldsRunOut();
    await holdAttempts(database, { owner: 'me', keys: [attemptKey(kept!)] });
    expect(await taken('me', [attemptKey(kept!)])).toEqual(['lost']);
    expect(await taken('another')).toEqual([]);
  });
});
