import type { PollCompleted } from '@samsvar/contracts';
import type { MemberKey } from '../link/member-key.js';

/**
 * What one poll of a resource has brought so far. Until its end marker is met (or nothing more of it was heard for a
 * while) what it led to waits, so that it is counted as a whole before its first write.
 */
export interface OpenPoll {
  readonly pollId: string;
  readonly heard: number;
  /** How many records it told of, once it has ended. */
  readonly told?: number;
  /** How many deletions were heard meanwhile: the end of a poll counts those it proved, and they name no poll. */
  readonly gone?: number;
  /** When something of it was last heard, in milliseconds of the ledger's clock. */
  readonly at: number;
  /** Id of the message last heard of it: the cause of what follows. */
  readonly cause: string;
  /** Counted as a whole: what it led to goes out, slice by slice. */
  readonly counted?: boolean;
}

export interface Polls {
  readonly open: Readonly<Partial<Record<MemberKey, OpenPoll>>>;
  /** The last poll of each resource that came to its end; a straggler of it waits for nothing. */
  readonly ended: Readonly<Partial<Record<MemberKey, string>>>;
}

export const noPolls: Polls = { open: {}, ended: {} };

/** So long after the last word of a poll its end marker is no longer waited for. */
export const pollIdleMs = 10_000;

/** Only what a poll brought has an end marker; a look or an answer has none. Later polls have greater names. */
const hasMarker = (pollId: string): boolean => pollId.startsWith('poll-');

interface Word {
  readonly at: MemberKey;
  readonly pollId: string;
  readonly cause: string;
  readonly now: number;
}

/** A record of a poll was heard. */
export function pollHeard(polls: Polls, { at, pollId, cause, now }: Word): Polls {
  if (!hasMarker(pollId) || pollId <= (polls.ended[at] ?? '')) return polls;
  const open = polls.open[at];
  const same = open?.pollId === pollId && !open.counted;
  if (open && !same && pollId < open.pollId) return polls;
  const next: OpenPoll = same
    ? { ...open, heard: open.heard + 1, at: now, cause }
    : { pollId, heard: 1, at: now, cause, ...goneIn(open) };
  return { ...polls, open: { ...polls.open, [at]: next } };
}

/**
 * A record was found gone. Deletions are proven one by one and name no poll: they wait together, until none has come
 * for a while, or for the end of the poll that is under way.
 */
export function goneHeard(polls: Polls, { at, cause, now }: Omit<Word, 'pollId'>): Polls {
  const open = polls.open[at];
  const next: OpenPoll =
    open && !open.counted
      ? { ...open, at: now, cause, gone: (open.gone ?? 0) + 1 }
      : { pollId: `${polls.ended[at] ?? 'poll-'}+`, heard: 0, gone: 1, at: now, cause };
  return { ...polls, open: { ...polls.open, [at]: next } };
}

/**
 * Records have their turn to be made, slice by slice, since a choice was switched on. What that leads to waits together
 * too: no poll brought it, so it is counted when none has had its turn for a while.
 */
export function turnTaken(polls: Polls, { at, cause, now }: Omit<Word, 'pollId'>): Polls {
  const open = polls.open[at];
  const next: OpenPoll =
    open && !open.counted
      ? { ...open, at: now, cause }
      : { pollId: `${polls.ended[at] ?? 'poll-'}+`, heard: 0, at: now, cause };
  return { ...polls, open: { ...polls.open, [at]: next } };
}

/** The end of a poll was told: it names how many records it told of, some of which may still be on their way. */
export function pollEnded(polls: Polls, marker: PollCompleted, { cause, now }: Pick<Word, 'cause' | 'now'>): Polls {
  const at: MemberKey = `${marker.system}/${marker.resource}`;
  const { pollId, changed } = marker;
  if (pollId <= (polls.ended[at] ?? '')) return polls;
  const open = polls.open[at];
  if (open && pollId < open.pollId) return polls;
  const heard = open?.pollId === pollId ? open.heard : 0;
  const ended: OpenPoll = { pollId, heard, told: changed, at: now, cause, ...goneIn(open) };
  return { ...polls, open: { ...polls.open, [at]: ended } };
}

const goneIn = (open: OpenPoll | undefined): Pick<OpenPoll, 'gone'> =>
  open?.gone && !open.counted ? { gone: open.gone } : {};

/** What changed waits for nothing more; deletions alone go on waiting for each other. */
const isWhole = ({ heard, told, gone = 0 }: OpenPoll): boolean =>
  told !== undefined && (heard >= told || (heard > 0 && heard + gone >= told));

/** When a poll is to be counted as a whole: at once when all of it was heard, else after a while. */
export const dueOf = (poll: OpenPoll): number => (poll.counted || isWhole(poll) ? 0 : poll.at + pollIdleMs);

/** Everything a poll led to has gone out, or is held. */
export function pollDone(polls: Polls, at: MemberKey): Polls {
  const { [at]: done, ...open } = polls.open;
  return done ? { open, ended: { ...polls.ended, [at]: done.pollId } } : polls;
}
