import type { Answer } from '../doors/answer.js';

/** One thing that is wrong with a body, at a JSON pointer. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition failed',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal server error',
};

/** What a problem says besides its status and code. */
interface Words {
  readonly detail: string;
  readonly errors?: readonly Fault[];
  /** The record that bears the value already. */
  readonly existingId?: string;
}

/** `application/problem+json` with a stable `code` (reference/customhrm.md 3.4, Errors). */
export const problem = (status: number, code: string, words: Words): Answer => ({
  status,
  type: 'application/problem+json; charset=utf-8',
  body: JSON.stringify({ type: 'about:blank', title: titles[status], status, code, ...words }),
});

export const invalid = (errors: readonly Fault[]): Answer =>
  problem(422, 'VALIDATION_FAILED', { detail: errors.map(({ message }) => message).join(' '), errors });
