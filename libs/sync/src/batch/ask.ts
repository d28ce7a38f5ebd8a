import type { Message, PollResource, ReadRecord } from '@samsvar/contracts';
import { messageId, recordKey, resourceKey } from '@samsvar/contracts';
import type { Out } from './settings.js';
import type { Work } from './work.js';

/** Asks a connector to poll a resource, caused by what this turn works on. */
export const askPoll = (work: Work, data: PollResource): void =>
  ask(work, { type: 'PollResource', word: 'poll', key: resourceKey(data), data });

/** Asks a connector to read a record by id, caused by what this turn works on. */
export const askRead = (work: Work, data: ReadRecord): void =>
  ask(work, { type: 'ReadRecord', word: 'read', key: recordKey(data.ref), data });

interface Asked {
  readonly type: Message['type'];
  readonly word: string;
  readonly key: string;
  readonly data: PollResource | ReadRecord;
}

function ask(work: Work, { type, word, key, data }: Asked): void {
  const id = messageId(word, key, work.cause);
  const message: Message = { id, type, source: 'link', subject: key, causationid: work.cause, data };
  work.asks.push({ topic: 'commands.canonical', key, message } satisfies Out);
}
