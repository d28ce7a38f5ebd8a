/** Separates the rows of a column, and the texts within one; neither occurs in JSON, and text is rid of them. */
const rowEnd = '\x1e';
const textEnd = '\x1f';
const unwanted = /[\0\x1e\x1f]/;
const everyUnwanted = new RegExp(unwanted, 'g');

/**
 * Many rows as the parameters of one statement, a column each: as one text that PostgreSQL takes apart. The driver
 * escapes arrays member by member, which cost link a quarter more CPU (reference/stack.md 12); `string_to_array` does
 * not look inside. Each method answers the expression that stands for its column in `unnest(…)`.
 */
export class Columns<T> {
  /** The values of the statement, in the order the methods were called. */
  readonly parameters: unknown[] = [];

  constructor(private readonly rows: readonly T[]) {}

  /** Text; empty and absent are null, and what no text of PostgreSQL's may hold is left out. */
  text(of: (row: T) => string | undefined): string {
    return this.cleaned(this.rows.map((row) => of(row) ?? ''));
  }

  /** Several texts a row, to be taken apart at E'\x1f'; none is null. */
  texts(of: (row: T) => readonly string[]): string {
    return this.raw(this.rows.map((row) => of(row).map(clean).join(textEnd)));
  }

  /** JSON; absent is null, `null` is JSON's own. */
  json(of: (row: T) => unknown): string {
    return `${this.jsonText(of)}::json[]`;
  }

  /** JSON for a column of text, which PostgreSQL does not look into: reading it back is the reader's business. */
  jsonText(of: (row: T) => unknown): string {
    return this.said((row) => JSON.stringify(of(row)) ?? '');
  }

  /** JSON that is text already, for a column of text. */
  said(of: (row: T) => string): string {
    return this.raw(this.rows.map((row) => storable(of(row))));
  }

  boolean(of: (row: T) => boolean): string {
    return `${this.one(`{${this.rows.map(of).join()}}`)}::boolean[]`;
  }

  /** Whole numbers. */
  integer(of: (row: T) => number): string {
    return `${this.one(`{${this.rows.map(of).join()}}`)}::bigint[]`;
  }

  /** A value that is the same for all rows. */
  one(value: unknown): string {
    return `$${this.parameters.push(value)}`;
  }

  /** Texts are looked through once, as a whole; in nearly all batches there is nothing to leave out. */
  private cleaned(texts: readonly string[]): string {
    const all = texts.join('');
    return this.raw(unwanted.test(all) ? texts.map(clean) : texts);
  }

  private raw(texts: readonly string[]): string {
    return `string_to_array(${this.one(texts.join(rowEnd))}, E'\\x1e', '')`;
  }
}

const clean = (text: string): string => text.replace(everyUnwanted, '');

/** A NUL or half a surrogate pair, as JSON.stringify writes them; an escaped backslash before it is no part of it. */
const unreadable = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/**
 * One such character in one record would make PostgreSQL refuse to read the whole batch, again and again: it is left
 * out.
 */
const storable = (json: string): string => (json.includes('\\u') ? json.replace(unreadable, '$1') : json);
