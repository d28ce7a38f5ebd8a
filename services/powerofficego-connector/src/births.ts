import type { Refusal, Values } from '@samsvar/contracts';
import type { Birth, Reading, Written } from '@samsvar/connector';
import { Forbidden, RetryLater, Unanswered } from '@samsvar/connector';
import type { Answer } from './answer.js';
import { bearerIn, jsonOf, refusalOf } from './answer.js';
import type { GoClient } from './client.js';
import type { Lane } from './client-options.js';
import { type ApiRow, type FieldTable, namesRecord, written } from './fields.js';
import type { NumberSeries } from './series.js';

/** How records of a resource are made, and found again (reference/poweroffice-go.md 3.6). */
export interface Births {
  readonly path: string;
  readonly table: FieldTable;
  /** What is sent besides: our reference, where one is taken, and what the API would take for false if unsaid. */
  besides(birth: Birth): ApiRow;
  /** The filter that finds what was born, and how it is recognised among what the filter lets through. */
  query(birth: Birth): string;
  isIt(row: ApiRow, birth: Birth): boolean;
  /** What marks it where no reference is taken; such a birth is looked for before the first try too. */
  readonly markOf?: (values: Values) => string | undefined;
  /** Why it cannot be made, or found again, at all. */
  hindrance?(values: Values): Refusal | undefined;
  readingOf(row: ApiRow): Reading;
}

export interface BirthPlace {
  readonly client: GoClient;
  readonly births: Births;
  readonly series: NumberSeries;
}

const laneOf = ({ bulk }: Birth): Lane => (bulk ? 'bulk' : 'edit');

/** The record that was born of this birth: the first of them, should there be several. */
export async function findBorn(birth: Birth, { client, births }: BirthPlace): Promise<Reading | undefined> {
  const rows = await rowsAt(client, `${births.path}?${births.query(birth)}&OrderBy=Id`, laneOf(birth));
  const row = rows.find((one) => births.isIt(one, birth));
  return row && births.readingOf(row);
}

async function rowsAt(client: GoClient, path: string, lane: Lane): Promise<readonly ApiRow[]> {
  const answer = await client.get(path, lane);
  const body = jsonOf(answer) ?? [];
  const isList = Array.isArray(body) && body.every(namesRecord) && (answer.status === 200 || answer.status === 204);
  if (!isList) throw new RetryLater(`PowerOffice Go answered ${answer.status} and no list`, 10_000);
  return body;
}

/** Makes a record with one POST; what hinders it for certain is refused before anything is sent. */
export async function createRecord(birth: Birth, place: BirthPlace): Promise<Written> {
  const { client, births } = place;
  const { values } = birth;
  const hindrance = births.hindrance?.(values) ?? incompleteAddress(values) ?? (await outOfSeries(birth, place));
  if (hindrance) return { outcome: 'refused', refusals: [hindrance] };
  const answer = await client.post(births.path, bodyOf(birth, births), { lane: laneOf(birth), mayGo: birth.mayGo });
  if (answer.status === 201 || answer.status === 200)
    return { outcome: 'done', reading: births.readingOf(rowIn(answer)) };
  const bearer = bearerIn(answer);
  if (bearer !== undefined) return { outcome: 'exists', id: bearer };
  return { outcome: 'refused', refusals: [await nameNumber(birth, place, refusalOf(answer, Object.keys(values)))] };
}

/** The body of a POST, nested where the API nests; what is empty is left out. */
function bodyOf(birth: Birth, { table, besides }: Births): object {
  const body: Record<string, unknown> = { ...besides(birth) };
  for (const [field, value] of Object.entries(birth.values)) {
    if (value === null) continue;
    const [part, member] = field.split('.') as [string, string?];
    const said = written(value, table[field]);
    if (member === undefined) body[part] = said;
    else body[part] = { ...(body[part] as object | undefined), [member]: said };
  }
  return body;
}

/** A good answer names the record; one that does not comes from somebody between, who may have passed it on. */
function rowIn(answer: Answer): ApiRow {
  let row: unknown;
  try {
    row = jsonOf(answer);
  } catch (error) {
    throw new Unanswered('PowerOffice Go answered a POST with something that is no JSON', { cause: error });
  }
  if (!namesRecord(row)) throw new Unanswered('PowerOffice Go answered a POST and did not say which record was made');
  return row;
}

/** An address is made with `City` and `ZipCode` or not at all (reference/poweroffice-go.md 3.5). */
function incompleteAddress(values: Values): Refusal | undefined {
  const said = (field: string) => (values[field] ?? null) !== null;
  const asked = Object.keys(values).filter((field) => field.startsWith('MailAddress.') && said(field));
  const lacking = ['MailAddress.City', 'MailAddress.ZipCode'].find((field) => !said(field));
  if (asked.length === 0 || lacking === undefined) return undefined;
  const words = 'PowerOffice Go takes a new address only with a city and a postal code. Fill both in.';
  return { field: lacking, code: 'missing-required', words };
}

/** A number that lies in none of the client's series would be refused; PowerOffice Go gives one if none is sent. */
async function outOfSeries({ values }: Birth, { series }: BirthPlace): Promise<Refusal | undefined> {
  const number = values['Number'];
  if (typeof number !== 'string' || (await series.holds(Number(number)))) return undefined;
  const words = `${number} lies in none of PowerOffice Go's number series for employees. It gives the record another.`;
  return { field: 'Number', code: 'number-out-of-series', words };
}

/** A refusal that names no field is about the number if somebody else has that already. */
async function nameNumber(birth: Birth, { client, births }: BirthPlace, refusal: Refusal): Promise<Refusal> {
  const number = birth.values['Number'];
  if (refusal.field !== null || typeof number !== 'string') return refusal;
  try {
    const holders = await rowsAt(client, `${births.path}?employeeNos=${number}`, laneOf(birth));
    const isTaken = holders.some((row) => String(row['Number']) === number);
    return isTaken ? { ...refusal, field: 'Number', code: 'not-unique' } : refusal;
  } catch (error) {
    if (error instanceof RetryLater || error instanceof Forbidden) return refusal;
    throw error;
  }
}
