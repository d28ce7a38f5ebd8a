import { Random } from '../samples/random.js';
import type { Answer } from './answer.js';

type Row = Record<string, unknown>;

/** The yes-or-no property of a row that a misfit answers as a word; the first there is. */
const yesNo = ['IsArchived', 'IsActive', 'active'] as const;

/**
 * What was read, with one property of a share of the records answered in a wrong type: `"yes"` where true or false was
 * promised. Always the same records, in lists and by id alike, so that a record does not fit until the fault is off.
 */
export function misfit(answer: Answer, share: number): Answer {
  if (answer.status !== 200 || answer.body === undefined) return answer;
  const body = JSON.parse(answer.body) as unknown;
  const rows = Array.isArray(body) ? body : ((body as { items?: unknown }).items ?? [body]);
  const hit = (rows as readonly Row[]).filter((row) => isHit(row, share));
  for (const row of hit) spoil(row);
  return hit.length === 0 ? answer : { ...answer, body: JSON.stringify(body) };
}

const isHit = (row: Row, share: number): boolean => {
  const id = row['Id'] ?? row['id'];
  return id !== undefined && new Random(`misfit/${String(id)}`).chance(share);
};

function spoil(row: Row): void {
  const name = yesNo.find((one) => typeof row[one] === 'boolean');
  if (name !== undefined) row[name] = row[name] ? 'yes' : 'no';
}
