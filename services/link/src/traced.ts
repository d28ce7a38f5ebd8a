import type { TopicId } from '@samsvar/contracts';
import { traceparentOf } from '@samsvar/contracts';
import type { Telling } from '@samsvar/persistence';

const begins: ReadonlySet<TopicId> = new Set(['commands.canonical', 'operator']);

/**
 * A write or a decision that is in no trace begins one: a person or a timer has caused it. Loads begin none, which
 * would cost a header a message and help nobody.
 */
export function inTrace(one: Telling): Telling {
  const { id, causationid = id } = one.message;
  if (one.traceparent !== undefined || !begins.has(one.topic)) return one;
  return { ...one, traceparent: traceparentOf(causationid) };
}
