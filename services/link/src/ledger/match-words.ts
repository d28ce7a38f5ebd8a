import type { Kind, RecordKey } from '@samsvar/contracts';
import type { RecordRow } from '@samsvar/sync';
import { Columns, type Sql } from '@samsvar/persistence';

/** A match key as it is indexed, by its hash: one table serves all tenants and kinds. */
export const matchWord = (tenant: string, kind: Kind, matchKey: string): string => `${tenant}/${kind}/${matchKey}`;

interface Indexed {
  readonly word: string;
  readonly key: RecordKey;
}

/** Indexes what rows may be matched by now, and no longer what they were matched by when they were read. */
export async function saveMatchWords(
  queries: Sql,
  rows: readonly RecordRow[],
  read: ReadonlyMap<RecordKey, RecordRow>,
): Promise<void> {
  const added: Indexed[] = [];
  const ended: Indexed[] = [];
  for (const row of rows) {
    const before = wordsOf(read.get(row.key));
    const now = wordsOf(row);
    for (const word of now) if (!before.has(word)) added.push({ word, key: row.key });
    for (const word of before) if (!now.has(word)) ended.push({ word, key: row.key });
  }
  if (ended.length > 0) await remove(queries, ended);
  if (added.length > 0) await add(queries, added);
}

const wordsOf = (row: RecordRow | undefined): ReadonlySet<string> =>
  new Set(row?.matchKeys.map((matchKey) => matchWord(row.ref.tenant, row.kind, matchKey)));

async function add(queries: Sql, words: readonly Indexed[]): Promise<void> {
  const of = new Columns(words);
  await queries.query(
    `insert into record_match (word, key)
     select distinct hashtextextended(word, 0), key
     from unnest(${of.text(({ word }) => word)}, ${of.text(({ key }) => key)}) as new(word, key)
     on conflict do nothing`,
    of.parameters,
  );
}

async function remove(queries: Sql, words: readonly Indexed[]): Promise<void> {
  const of = new Columns(words);
  await queries.query(
    `delete from record_match m
     using unnest(${of.text(({ word }) => word)}, ${of.text(({ key }) => key)}) as ended(word, key)
     where m.word = hashtextextended(ended.word, 0) and m.key = ended.key`,
    of.parameters,
  );
}
