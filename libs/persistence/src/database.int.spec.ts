import { databaseUrl, eventually } from '@samsvar/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Columns } from './columns.js';
import type { Database } from './database.js';
import { openDatabase } from './database.js';
import { freshDatabase } from './testing/index.js';

let database: Database;
beforeAll(async () => (database = await freshDatabase(databaseUrl(), [])));
afterAll(() => database.close());

const odd = 'a\'b"c{},\\\\n;--$1 æøå 😀 \n\t';

describe('columns', () => {
  test('hand rows over whole, with nulls and odd characters', async () => {
    const rows = [
      { text: odd, n: 1, yes: true, json: { of: odd, deep: [null, 1.5, { '': [] }] } },
      { text: undefined, n: -2, yes: false, json: undefined },
      { text: '', n: 9_007_199_254_740_991, yes: true, json: null },
      { text: 'null', n: 0, yes: false, json: [] },
    ];
    const of = new Columns(rows);
    const columns = [of.text((row) => row.text), of.integer((row) => row.n), of.boolean((row) => row.yes)].join();
    const select = `select text, n, yes, json, json is null as absent from unnest(${columns}, ${of.json((row) => row.json)})
      as r (text, n, yes, json)`;
    expect(await database.query(select, of.parameters)).toEqual(
      rows.map(({ text, n, yes, json }) => ({
        text: text || null,
        n: String(n),
        yes,
        json: json ?? null,
        absent: json === undefined,
      })),
    );
  });

  test('hand over one row and no row at all', async () => {
    const read = (texts: readonly (string | undefined)[]) => {
      const of = new Columns(texts);
      const columns = `${of.text((text) => text)}, ${of.integer((text) => text?.length ?? 0)}, ${of.json((text) => text)}`;
      return database.query(`select * from unnest(${columns}) as r (text, n, json)`, of.parameters);
    };
    expect(await read([])).toEqual([]);
    expect(await read([undefined])).toEqual([{ text: null, n: '0', json: null }]);
    expect(await read(['x'])).toEqual([{ text: 'x', n: '1', json: 'x' }]);
  });

  test('hand over several texts a row', async () => {
    const rows = [[], ['one'], [odd, 'two', 'three']];
    const of = new Columns(rows);
    const select = `select string_to_array(coalesce(texts, ''), E'\\x1f') as texts
      from unnest(${of.texts((row) => row)}, ${of.integer((row) => row.length)}) as r (texts, n)`;
    expect(await database.query(select, of.parameters)).toEqual(rows.map((texts) => ({ texts })));
  });

  test('leave out what PostgreSQL cannot read, so that one record does not fail its whole batch', async () => {
    const words = ['a\0b', 'half \ud83d pair', 'an escaped \\u0000 stays', '\\\0', 'sep\x1e\x1farators', '\u001b'];
    const of = new Columns(words);
    const select = `select json::jsonb #>> '{}' as json, text from unnest(${of.json((row) => row)}, ${of.text((row) => row)})
      as r (json, text)`;
    expect(await database.query(select, of.parameters)).toEqual([
      { json: 'ab', text: 'ab' },
      { json: 'half  pair', text: 'half \ufffd pair' },
      { json: words[2], text: words[2] },
      { json: '\\', text: '\\' },
      { json: words[4], text: 'separators' },
      { json: '\u001b', text: '\u001b' },
    ]);
  });
});

describe('a database', () => {
  test('whose connections are cut fails what was under way, and answers again', async () => {
    const warned: string[] = [];
    const { schema } = database.source.options as { schema: string };
    const own = { url: databaseUrl(), schema, applicationName: `cut ${schema}`.slice(0, 63) };
    const cut = await openDatabase({ ...own, log: { warn: (words) => void warned.push(words) } });
    const cutAll = () =>
      database.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
        own.applicationName,
      ]);
    await cut.ping();
    await cutAll();
    await eventually(() => cut.ping());
    await eventually(() => expect(warned).toContain('an idle connection to Postgres was lost'));
    const underWay = cut.transaction(async (sql) => {
      await sql.query('select 1');
      await cutAll();
      await sql.query('select 2');
    });
    await expect(underWay).rejects.toThrow();
    await eventually(() => cut.ping());
    await cut.close();
    await expect(cut.ping()).rejects.toThrow(/^Postgres does not answer \(.*\): check DATABASE_URL and that it runs$/);
  });

  test('that is away, or lets nobody in, is said in one sentence without the password', async () => {
    const open = (change: Partial<URL>) => {
      const url = Object.assign(new URL(databaseUrl()), change);
      return openDatabase({ url: url.toString(), schema: 'public', applicationName: 'spec', patienceMs: 0 });
    };
    const away = open({ username: 'me', password: 'hush', host: '127.0.0.1:1', pathname: '/db' });
    await expect(away).rejects.toThrow(
      'Postgres does not answer at me@127.0.0.1:1/db (ECONNREFUSED): check DATABASE_URL and that it runs.',
    );
    await expect(open({ pathname: '/nowhere' })).rejects.toThrow(/Postgres does not know the database of .*\/nowhere/);
  });

  test('that says nothing any more is given up, and what was begun there is undone', async () => {
    const { schema } = database.source.options as { schema: string };
    await database.query('create table silence (n integer)');
    const silent = await openDatabase({ url: databaseUrl(), schema, applicationName: 'silent', answerMs: 300 });
    const asleep = `select pg_sleep(20)`;
    await expect(silent.query(asleep)).rejects.toThrow(/said nothing for 300 ms|terminated/);
    const underWay = silent.transaction(async (sql) => {
      await sql.query('insert into silence values (1)');
      await sql.query(asleep);
    });
    await expect(underWay).rejects.toThrow(/said nothing for 300 ms|terminated/);
    await silent.transaction((sql) => sql.query('insert into silence values (2)'));
    expect(await silent.query('select n from silence')).toEqual([{ n: 2 }]);
    await silent.close();
  });

  test('ends a statement that takes too long, and a transaction that is left lying', async () => {
    const [limits] = await database.query(
      `select current_setting('statement_timeout') as statement,
              current_setting('idle_in_transaction_session_timeout') as idle`,
    );
    expect(limits).toEqual({ statement: '30s', idle: '1min' });
  });
});
