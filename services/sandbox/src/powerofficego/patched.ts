import { isAnswer } from '../doors/answer.js';
import type { Answer } from '../doors/answer.js';
import { parse } from './body.js';
import { equal } from './convert.js';
import type { Shape } from './fields.js';
import { applyPatch } from './patch.js';
import { invalid } from './problem.js';
import type { Values } from './record.js';

/** What a patch made of a record's PATCH view, and which properties it really changed. */
export interface Change {
  readonly after: Values;
  readonly changed: readonly string[];
}

/** Applies the body of a PATCH to a view, or answers 400 in the real API's words. */
export function patched(shape: Shape, before: Values, body: string): Change | Answer {
  const parsed = parse(body);
  if (isAnswer(parsed)) return parsed;
  const result = applyPatch(shape, before, parsed.value);
  if ('error' in result) return invalid(shape.noun, `${shape.dto}: ${result.error}`);
  const { after } = result;
  const changed = Object.keys(after).filter((name) => {
    const field = shape.fields[name];
    return field && !equal(field.type, before[name], after[name]);
  });
  return { after, changed };
}
