import type { Heard } from '@samsvar/bus';
import { traceparentOf } from '@samsvar/contracts';
import type { Telling } from '@samsvar/persistence';

/** Puts messages into the traces of what caused them, where that was heard here and was in one. */
export function inTracesOf(heard: readonly Heard[], out: readonly Telling[]): readonly Telling[] {
  const traces = new Map(heard.map(({ message, traceparent }) => [message.id, traceparent]));
  return out.map((one) => {
    const traceparent = traces.get(one.message.causationid ?? '');
    return traceparent === undefined ? one : { ...one, traceparent };
  });
}

/** What is in no trace begins one: a person, a timer or a first meeting has caused it. */
export function inTrace(one: Telling): Telling {
  const { id, causationid = id } = one.message;
  return one.traceparent === undefined ? { ...one, traceparent: traceparentOf(causationid) } : one;
}
