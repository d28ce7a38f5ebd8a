import type { ReasonCode, Refusal } from '@samsvar/contracts';
import type { Answer } from './answer.js';
import { jsonOf } from './answer.js';
import type { Shape } from './shape.js';

interface SaidProblem {
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly code?: unknown;
  readonly existingId?: unknown;
  readonly errors?: readonly { readonly pointer?: unknown; readonly code?: unknown; readonly message?: unknown }[];
}

const codes: Readonly<Record<string, ReasonCode>> = {
  TOO_LONG: 'too-long',
  REQUIRED: 'missing-required',
  EMAIL: 'invalid-email',
  REFERENCE_NOT_FOUND: 'reference-not-expressible',
  DUPLICATE_CODE: 'duplicate-code',
  DUPLICATE_EMPLOYEE_NUMBER: 'not-unique',
};

/** Why the HRM refused, in its own words, one refusal per property it names. */
export function refusalsOf(answer: Answer, shape: Shape): readonly Refusal[] {
  const said = (jsonOf(answer) ?? {}) as SaidProblem;
  const errors = Array.isArray(said.errors) ? said.errors : [];
  if (errors.length === 0) {
    const words = text(said.detail) || text(said.title) || `The HRM answered ${answer.status}.`;
    return [{ field: null, code: 'refused', words }];
  }
  return errors.map(({ pointer, code, message }) => ({
    field: shape.fieldAt(text(pointer)),
    code: codes[text(code)] ?? 'refused',
    words: text(message) || text(said.detail) || 'The HRM refused this value.',
  }));
}

/** The record that bears our reference already, when that is why a create was refused. */
export function bearerOf(answer: Answer, shape: Shape): string | undefined {
  const said = (jsonOf(answer) ?? {}) as SaidProblem;
  const pointer = `/${shape.profile.reference.field}`;
  const ours = (said.errors ?? []).some((error) => error.pointer === pointer);
  return answer.status === 409 && ours && typeof said.existingId === 'string' ? said.existingId : undefined;
}

/** As many characters as a message takes. */
const wordsMax = 2_000;
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, wordsMax) : '');
