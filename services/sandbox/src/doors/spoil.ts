import type { Random } from '../samples/random.js';
import type { Answer } from './answer.js';

type Row = Readonly<Record<string, unknown>>;

/** A list with one of its rows missing, as when a page slides while it is read. */
export const skipRow = (answer: Answer, random: Random): Answer =>
  withRows(answer, (rows) => rows.toSpliced(random.below(rows.length), 1));

/** A list with one of its rows a second time, next to the first. */
export const repeatRow = (answer: Answer, random: Random): Answer =>
  withRows(answer, (rows) => {
    const at = random.below(rows.length);
    return rows.toSpliced(at, 0, rows[at]);
  });

function withRows(answer: Answer, change: (rows: readonly unknown[]) => readonly unknown[]): Answer {
  if (answer.status !== 200 || answer.body === undefined) return answer;
  const body = JSON.parse(answer.body) as unknown;
  const isList = Array.isArray(body);
  const rows = isList ? body : (body as { items?: unknown }).items;
  if (!Array.isArray(rows) || rows.length === 0) return answer;
  const changed = change(rows as readonly unknown[]);
  return { ...answer, body: JSON.stringify(isList ? changed : { ...(body as object), items: changed }) };
}

/**
 * An answer whose first record says one of its texts twice: whoever takes the last one reads what nobody wrote. Others
 * are left as they are.
 */
export function sayTwice(answer: Answer): Answer {
  if (answer.body === undefined) return answer;
  const body = JSON.parse(answer.body) as unknown;
  const rows = Array.isArray(body) ? body : ((body as { items?: unknown } | null)?.items ?? [body]);
  const row = (rows as readonly unknown[])[0] as Row | undefined;
  const name = row && Object.keys(row).find((one) => typeof row[one] === 'string' && !/id$|date|at$/i.test(one));
  if (name === undefined) return answer;
  const text = JSON.stringify(row);
  return { ...answer, body: answer.body.replace(text, () => `${text.slice(0, -1)},"${name}":"said twice"}`) };
}
