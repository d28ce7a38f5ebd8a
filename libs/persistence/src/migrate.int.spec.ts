import { randomUUID } from 'node:crypto';
import { databaseUrl } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Migration } from './database.js';
import { openDatabase } from './database.js';
import { leaseMigration } from './leases.js';
import { migrate, type MigrateOptions, NewerSchema } from './migrate.js';
import { outboxMigration, putOutbox } from './outbox.js';
import { movePositions, positionMigration } from './positions.js';
import { databaseUrlFor } from './role.js';

const unique = (what: string) => `${what}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
const migrations = [positionMigration, outboxMigration, leaseMigration];
const own = { name: unique('role'), password: "it's a 'secret' %s" };
const schema = unique('own');
const stranger = unique('stranger');
const base = (more: Partial<MigrateOptions> = {}): MigrateOptions => ({
  url: databaseUrl(),
  schema,
  applicationName: 'spec',
  migrations,
  ...more,
});
const said: string[] = [];
let service: Database;

beforeAll(async () => {
  await migrate(base({ schema: stranger }));
  await migrate(base({ role: own, say: (words) => void said.push(words) }));
  const url = databaseUrlFor(databaseUrl(), own.name, own.password);
  service = await openDatabase({ url, schema, applicationName: 'spec', patienceMs: 0 });
});
afterAll(async () => {
  await service.close();
  const owner = await openDatabase(base());
  await owner.query(`drop schema ${schema} cascade`);
  await owner.query(`drop schema ${stranger} cascade`);
  await owner.query(`drop role ${own.name}`);
  await owner.close();
});

describe('a migration', () => {
  test('makes schema and role, runs what is missing, and says so', () => {
    expect(said).toEqual([
      `${schema}: made the schema`,
      `${schema}: made the role ${own.name}`,
      `${schema}: ran Positions1763900000100`,
      `${schema}: ran Outbox1763900000101`,
      `${schema}: ran Leases1763900000102`,
    ]);
  });

  test('done again does nothing', async () => {
    const again: string[] = [];
    expect(await migrate(base({ role: own, say: (words) => void again.push(words) }))).toEqual([]);
    expect(again).toEqual([]);
  });

  test('runs once when two begin at the same time', async () => {
    const twice = unique('twice');
    const both = await Promise.all([migrate(base({ schema: twice })), migrate(base({ schema: twice }))]);
    expect(both.map((ran) => ran.length).sort()).toEqual([0, migrations.length]);
    const owner = await openDatabase(base());
    await owner.query(`drop schema ${twice} cascade`);
    await owner.close();
  });

  test('takes nothing from a service that runs meanwhile, not for a moment', async () => {
    let running = true;
    const works = async () => {
      while (running) await service.query('select 1 from position, outbox, lease limit 1');
    };
    const working = Promise.all([works(), works(), works()]);
    try {
      for (let turn = 0; turn < 12; turn++) await Promise.race([migrate(base({ role: own })), working]);
    } finally {
      running = false;
    }
    await working;
  });

  test('of a newer version than this one is refused in words', async () => {
    const old = migrate(base({ migrations: [positionMigration] }));
    await expect(old).rejects.toThrow(NewerSchema);
    await expect(old).rejects.toThrow(/Outbox1763900000101, Leases1763900000102 by a newer version/);
  });

  test('that fails leaves nothing of itself behind', async () => {
    const broken: Migration = class Broken1763900000999 {
      async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
        await runner.query('create table half (id int)');
        await runner.query('this is no statement');
      }
      async down(): Promise<void> {}
    };
    await expect(migrate(base({ migrations: [...migrations, broken] }))).rejects.toThrow(/syntax error/);
    expect(await service.query(`select to_regclass('half') as half`)).toEqual([{ half: null }]);
  });

  test('asks for no superuser: whoever may make roles, and schemas in the database, migrates', async () => {
    const [maker, made] = [
      { name: unique('maker'), password: 'p' },
      { name: unique('made'), password: 'p' },
    ];
    const [place, owner] = [unique('place'), await openDatabase(base())];
    await owner.query(`create role ${maker.name} login createrole password 'p'`);
    const [{ name }] = (await owner.query<{ name: string }>('select current_database() as name')) as [{ name: string }];
    await owner.query(`grant create on database "${name}" to ${maker.name}`);
    const as = ({ name: who, password }: typeof maker) => databaseUrlFor(databaseUrl(), who, password);
    await migrate(base({ url: as(maker), schema: place, role: made }));
    await migrate(base({ url: as(maker), schema: place, role: { ...made, password: 'another' } }));
    const opened = await openDatabase({
      url: as({ ...made, password: 'another' }),
      schema: place,
      applicationName: 's',
    });
    expect(await opened.query('select * from lease')).toEqual([]);
    await opened.close();
    await owner.query(`drop schema ${place} cascade`);
    await owner.query(`revoke create on database "${name}" from ${maker.name}`);
    await owner.query(`drop role ${made.name}`);
    await owner.query(`drop role ${maker.name}`);
    await owner.close();
  });

  test('takes no odd names, and does not run as the role that only uses the schema', async () => {
    await expect(migrate(base({ schema: 'a"; drop' }))).rejects.toThrow(/is no name for a schema/);
    const url = databaseUrlFor(databaseUrl(), own.name, own.password);
    await expect(migrate(base({ url, role: own }))).rejects.toThrow(/with the address of the owner/);
  });
});

describe("a service's role", () => {
  test('reads and writes its own tables', async () => {
    await service.transaction(async (sql) => {
      await movePositions(sql, 'g', [{ topic: 'links', partition: 0, from: 0, next: 1 }]);
      await putOutbox(sql, [
        { topic: 'links', key: 'k', message: { id: 'm', type: 'LinkTold', source: 's', subject: 'l', data: {} } },
      ]);
    });
    expect(await service.query('select topic, key from outbox')).toEqual([{ topic: 'links', key: 'k' }]);
    await service.query('delete from outbox');
  });

  test.each([
    'create table more (id int)',
    'alter table outbox add column more int',
    'drop table outbox',
    'truncate outbox',
    'create schema mine',
    `delete from migrations`,
    `select * from ${stranger}.outbox`,
    `insert into ${stranger}.lease (name) values ('x')`,
    `create table public.more (id int)`,
  ])('may not %s', async (statement) => {
    await expect(service.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  test('that owned its tables before gives them up', async () => {
    const before = { name: unique('before'), password: 'p' };
    const [owner, place] = [await openDatabase(base()), unique('place')];
    await owner.query(`create role ${before.name} login password 'p'`);
    await owner.query(`create schema ${place}`);
    await owner.query(`grant usage, create on schema ${place} to ${before.name}`);
    await migrate(base({ url: databaseUrlFor(databaseUrl(), before.name, 'p'), schema: place }));
    const words: string[] = [];
    await migrate(base({ schema: place, role: before, say: (one) => void words.push(one) }));
    expect(words).toEqual([`${place}: took over what ${before.name} owned`]);
    await migrate(base({ schema: place, role: before }));
    const url = databaseUrlFor(databaseUrl(), before.name, 'p');
    const opened = await openDatabase({ url, schema: place, applicationName: 'spec' });
    expect(await opened.query('select * from lease')).toEqual([]);
    await expect(opened.query('drop table lease')).rejects.toThrow(/must be owner/);
    await opened.close();
    await owner.query(`drop schema ${place} cascade`);
    await owner.query(`drop role ${before.name}`);
    await owner.close();
  });
});
