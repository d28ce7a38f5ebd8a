import type { Listing } from './listing.js';
import type { UnfitAt } from './unfit.js';

/** What one poll leaves for the next. */
export interface PollState {
  /** When it was last polled to the end, by the database's clock in milliseconds. */
  readonly polledAt?: number;
  /** The first complete listing has been told. */
  readonly scanned: boolean;
  readonly cursor?: string;
  /** What the last told listing claimed. */
  readonly count?: number;
  readonly digest?: number;
  /** A wish: everything is listed, and told again. */
  readonly retell?: boolean;
  /** A wish, with `retell`: a person has looked at the system, and what went back in time is heard as it is now. */
  readonly restored?: boolean;
  /** A wish: everything is listed, be it changed or not. */
  readonly full?: boolean;
  /** When telling everything was last begun, by the database's clock in milliseconds. */
  readonly toldAt?: number;
  /** The system did not let us in; the next poll waits longer than usual. */
  readonly lockedOut?: boolean;
  /** So many records spoke for it when last told that the system no longer looks like itself; it does not by now. */
  readonly suspected?: number;
  /** What was told is that it went back in time: what is heard of it until it looks well is told as doubted. */
  readonly doubts?: boolean;
  /** Polls since everything was last listed. */
  readonly partial?: number;
  /** What could not be read whole when last met. */
  readonly unfit?: readonly UnfitAt[];
}

/** Whether a listing names what the last told one named. */
export const sameClaim = (listing: Listing, { count, digest }: PollState) =>
  listing.count === count && listing.digest === digest;
/** What the last told listing claimed, to be kept. */
export const claimOf = ({ count, digest }: PollState) =>
  count === undefined || digest === undefined ? {} : { count, digest };
