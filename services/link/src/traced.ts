import { traceparentOf } from '@samsvar/contracts';
import type { Telling } from '@samsvar/persistence';

/** What is in no trace begins one: a person, a timer or a first meeting has caused it. */
export function inTrace(one: Telling): Telling {
  const { id, causationid = id } = one.message;
  return one.traceparent === undefined ? { ...one, traceparent: traceparentOf(causationid) } : one;
}
