import { setTimeout as pause } from 'node:timers/promises';

/** One server-sent event. */
export interface Told {
  readonly id: string | undefined;
  readonly data: string;
}

/** Reads server-sent events (WHATWG HTML, 9.2) off a stream of bytes; comments and other fields are passed over. */
export async function* eventsIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Told> {
  const decoder = new TextDecoder();
  let waiting = '';
  for await (const bytes of stream) {
    waiting += decoder.decode(bytes, { stream: true }).replaceAll('\r\n', '\n');
    for (let end = waiting.indexOf('\n\n'); end >= 0; end = waiting.indexOf('\n\n')) {
      const told = eventOf(waiting.slice(0, end));
      waiting = waiting.slice(end + 2);
      if (told) yield told;
    }
  }
}

function eventOf(block: string): Told | undefined {
  const field = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  const data = field('data').join('\n');
  return data === '' ? undefined : { id: field('id').at(-1), data };
}

/** Follows link's live events for ever, from where the connection was lost, until the signal ends it. */
export async function follow(url: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) };
      const answer = await fetch(url, { headers, signal });
      if (answer.ok && answer.body)
        for await (const { id, data } of eventsIn(answer.body)) {
          last = id ?? last;
          const line = lineOf(data);
          if (line) say(line);
        }
    } catch {
      // Link may be starting again; what it told meanwhile comes after the last event we heard.
    }
    await pause(1_000, undefined, { signal }).catch(() => undefined);
  }
}

/** An event as one line: when, what, of which record (else link), which fields. Ids and field names only. */
export function lineOf(data: string): string | undefined {
  try {
    const { at, event, member, linkId, fields = [], reasons = [] } = JSON.parse(data) as EventTold;
    const about = member?.replace(/^[^/]+\/(?=.*\/.*\/)/, '') ?? linkId;
    const why = [...new Set(reasons.map(({ code }) => code))].join(', ');
    const words = [clockOf(at), event.padEnd(17), about.padEnd(34), fields.join(', '), why && `(${why})`];
    return words
      .filter((word) => word !== '')
      .join('  ')
      .trimEnd();
  } catch {
    return undefined;
  }
}

/** What link's live feed says of an event, as far as a line shows it. */
interface EventTold {
  readonly at: string;
  readonly event: string;
  readonly linkId: string;
  /** A record's key, or which member of the link while it has no record yet. */
  readonly member?: string;
  readonly fields?: readonly string[];
  readonly reasons?: readonly { readonly code: string }[];
}

const clockOf = (at: string) => new Date(at).toTimeString().slice(0, 8);
