import type { Refusal } from '@samsvar/contracts';
import type { Reading, Written, WriteTo } from '@samsvar/connector';
import { RetryLater, Unanswered } from '@samsvar/connector';
import type { Answer } from './answer.js';
import { isNoSuchRecord, isTestFailure, jsonOf, refusalOf } from './answer.js';
import type { GoClient } from './client.js';
import { type ApiRow, type FieldTable, isOf, namesRecord } from './fields.js';
import { operationsOf } from './patch.js';

export interface Patching {
  readonly client: GoClient;
  readonly path: string;
  readonly table: FieldTable;
  readonly tests: boolean;
  readonly readOnly: readonly string[];
  readonly looked: ApiRow | undefined;
  /** The reading of the answer's body; undefined where the API answers none. */
  readonly readingOf: (row: ApiRow) => Reading;
}

/** Sends one write as a JSON Patch and tells what became of it. */
export async function patchRecord(write: WriteTo, patching: Patching): Promise<Written> {
  const { client, path, table, tests, readOnly, looked } = patching;
  const incomplete = incompleteAddress(write, looked);
  if (incomplete) return { outcome: 'refused', refusals: [incomplete] };
  const operations = operationsOf({ values: write.values, expected: write.expected, table, looked, tests, readOnly });
  const answer = await client.patch(path, operations, { lane: write.bulk ? 'bulk' : 'edit', mayGo: write.mayGo });
  return writtenOf(answer, write, patching);
}

function writtenOf(answer: Answer, write: WriteTo, { readingOf, path }: Patching): Written {
  if (answer.status === 200 || answer.status === 204) {
    const row = storedIn(answer);
    if (!namesRecord(row)) return { outcome: 'done' };
    if (isOf(write.ref, row)) return { outcome: 'done', reading: readingOf(row) };
    throw new Unanswered('PowerOffice Go answered a PATCH with another record');
  }
  if (isTestFailure(answer)) return { outcome: 'stale' };
  if (isNoSuchRecord(answer, write.ref.id)) return { outcome: 'gone' };
  if (answer.status === 404 && answer.body.length === 0)
    throw new RetryLater(`PowerOffice Go knows no ${path}`, 60_000);
  return { outcome: 'refused', refusals: [refusalOf(answer, Object.keys(write.values))] };
}

/** What a good answer says is stored. One that is no JSON comes from somebody between, who may have passed it on. */
function storedIn(answer: Answer): unknown {
  try {
    return jsonOf(answer);
  } catch (error) {
    throw new Unanswered('PowerOffice Go answered a PATCH with something that is no JSON', { cause: error });
  }
}

/** An address is made with `City` and `ZipCode` or not at all (reference/poweroffice-go.md 3.5). */
function incompleteAddress({ values }: WriteTo, looked: ApiRow | undefined): Refusal | undefined {
  const asked = Object.keys(values).filter((field) => field.startsWith('MailAddress.') && values[field] !== null);
  if (!looked || looked['MailAddress'] || asked.length === 0) return undefined;
  const lacking = ['MailAddress.City', 'MailAddress.ZipCode'].filter((field) => !values[field]);
  if (lacking.length === 0) return undefined;
  const words = 'PowerOffice Go takes a new address only with a city and a postal code. Fill both in.';
  return { field: lacking[0]!, code: 'missing-required', words };
}

/** A contact person belongs to a customer and is made there; none is born in the HRM (flows.md, Who is in). */
export const createsNothing = (): Written => ({
  outcome: 'refused',
  refusals: [{ field: null, code: 'refused', words: 'Contact persons are made in PowerOffice Go, at their customer.' }],
});
