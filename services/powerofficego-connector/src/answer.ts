import type { ReasonCode, Refusal } from '@samsvar/contracts';
import { Forbidden, jsonFrom, RetryLater, retryAfterMs } from '@samsvar/connector';

/** An answer of the API: its status, the headers that matter, and its bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What the API says in a problem body; names are lower case on the wire, some say otherwise. */
export interface SaidProblem {
  readonly title: string;
  readonly detail: string;
}

const pauseMaxMs = 60_000;

/** The JSON of an answer; undefined when it is empty, and a failure in words when it is no JSON (a proxy's page). */
export function jsonOf(answer: Answer): unknown {
  if (answer.status === 204 || answer.body.length === 0) return undefined;
  try {
    return jsonFrom(answer.body.toString('utf8'));
  } catch (error) {
    throw new RetryLater(`PowerOffice Go answered ${answer.status} with something that cannot be read as JSON`, 5_000, {
      cause: error,
    });
  }
}

/** The title and detail of a refusal, in whatever case they come. */
export function problemOf(answer: Answer): SaidProblem {
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString('utf8'));
  } catch {
    return { title: '', detail: answer.body.toString('utf8').slice(0, 300) };
  }
  const said = Object.fromEntries(
    Object.entries(body ?? {}).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  return { title: String(said['title'] ?? ''), detail: String(said['detail'] ?? said['message'] ?? '') };
}

/** Which key a 401 is about: the gateway speaks of the subscription key, the API of the token. */
export function noEntry(answer: Answer): Forbidden {
  const subscription = /subscription key/i.test(problemOf(answer).detail);
  return new Forbidden(
    subscription
      ? 'PowerOffice Go refuses the subscription key: check powerofficego.subscriptionKey in samsvar.yaml'
      : 'PowerOffice Go refuses the access token: check powerofficego.applicationKey and clientKey in samsvar.yaml',
  );
}

/** Which keys a sign-in that was refused is about. */
export function refusedKeys(answer: Answer): Forbidden {
  if (answer.status === 401) return noEntry(answer);
  return new Forbidden(
    `PowerOffice Go does not know these keys (${answer.status} ${problemOf(answer).detail}): check ` +
      'powerofficego.applicationKey and clientKey in samsvar.yaml, and that they belong to this environment',
  );
}

/** Turns away answers that say nothing about the record: too many requests, a right that is missing. */
export function throwUnlessHeard(answer: Answer, what: string): void {
  if (answer.status === 429) throw new RetryLater('PowerOffice Go asks for a pause (429)', pauseMs(answer));
  if (answer.status === 403) {
    throw new Forbidden(
      `PowerOffice Go does not let the integration ${what}: ` +
        'give it the privilege, and see that the client has the module',
    );
  }
}

/** The pause an answer asks for. */
export const pauseMs = ({ headers }: Answer): number => retryAfterMs(headers['retry-after'], pauseMaxMs);

/** Why a write was refused, in the system's own words, with the field where they name one. */
export function refusalOf(answer: Answer, fields: readonly string[]): Refusal {
  const { title, detail } = problemOf(answer);
  const said = [title, detail].filter((part) => part !== '').join(': ') || `PowerOffice Go answered ${answer.status}`;
  // Where one field alone was written, it is the one that was refused, whatever the words are about.
  const only = fields.length === 1 ? fields[0]! : null;
  return { field: namedIn(said, fields) ?? only, code: codeOf(said), words: said.slice(0, wordsMax) };
}

/** As many as a message takes. */
const wordsMax = 2_000;

/** The contact that bears our reference already, where a POST was refused for it (reference/poweroffice-go.md 8). */
export function bearerIn(answer: Answer): string | undefined {
  if (answer.status !== 400) return undefined;
  return /ExternalImportReference is already in use.*\bId = (\d+)/i.exec(problemOf(answer).detail)?.[1];
}

/** The field that is named first, as a word of its own; what stands in quotes is somebody's value. */
function namedIn(said: string, fields: readonly string[]): string | undefined {
  const plain = said.replace(/'[^']*'/g, "''");
  const named = fields
    .map((field) => ({ field, at: plain.search(new RegExp(`\\b${wordOf(field)}\\b`, 'i')) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return named[0]?.field;
}

/** How the API's sentences speak of a property: "cannot be archived" is about `IsArchived`. */
const wordOf = (field: string): string => field.split('.').at(-1)!.replace(/^Is/, '(Is)?');

const codeOf = (words: string): ReasonCode =>
  /already in use/i.test(words)
    ? 'not-unique'
    : /invalid for target|maximum length|too long/i.test(words)
      ? 'invalid-value'
      : 'refused';

/** A `test` of our PATCH did not hold: something else is stored than was expected (ASP.NET's JSON Patch library). */
export const isTestFailure = (answer: Answer): boolean =>
  answer.status === 400 && /is not equal to the test value/i.test(problemOf(answer).detail);

/**
 * Of the three meanings of 404 only this one says that the record is gone (reference/poweroffice-go.md 8): it names the
 * very id that was asked for. A code or another record that is not known, and an address that is wrong or too long, say
 * nothing about it.
 */
export const isNoSuchRecord = (answer: Answer, id: string): boolean => {
  if (answer.status !== 404) return false;
  const { title, detail } = problemOf(answer);
  const named = /^[\w ]+ with id = (\S+?) not found\b/i.exec(detail.trim());
  return !/validation/i.test(title) && named?.[1] === id;
};
