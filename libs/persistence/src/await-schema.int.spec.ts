import { randomUUID } from 'node:crypto';
import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { awaitSchema } from './await-schema.js';
import { openDatabase } from './database.js';
import { leaseMigration } from './leases.js';
import { migrate } from './migrate.js';
import { outboxMigration } from './outbox.js';
import { databaseUrlFor } from './role.js';

const own = randomUUID().replaceAll('-', '').slice(0, 12);
const [schema, role] = [`waited_${own}`, { name: `waiter_${own}`, password: 'p' }];
const base = { schema, applicationName: 'spec' };
const asOwner = { ...base, url: databaseUrl() };
const asService = { ...base, url: databaseUrlFor(databaseUrl(), role.name, role.password) };

afterAll(async () => {
  const owner = await openDatabase(asOwner);
  await owner.query(`drop schema ${schema} cascade`);
  await owner.query(`drop role ${role.name}`);
  await owner.close();
});

describe('who waits for a schema', () => {
  test('says for what, goes on when it is there, and minds no newer one', async () => {
    const said: string[] = [];
    const needed = [outboxMigration, leaseMigration];
    const waiting = awaitSchema({ ...asService, migrations: needed, say: (words) => void said.push(words) });
    await eventually(() => expect(said).toEqual([`The schema ${schema} is not to be seen yet (28P01)`]));
    await migrate({ ...asOwner, role, migrations: [outboxMigration] });
    await eventually(() => expect(said.at(-1)).toMatch(/lacks Leases/));
    await migrate({ ...asOwner, role, migrations: needed });
    await waiting;
    await awaitSchema({ ...asService, migrations: [outboxMigration] });
  });

  test('gives up in words', async () => {
    const never = class Never1999999999999 extends leaseMigration {};
    const waiting = awaitSchema({ ...asService, migrations: [never], patienceMs: 0 });
    await expect(waiting).rejects.toThrow(/lacks Never1999999999999: run `migrate`, or see why it failed/);
  });
});
