import type { Heard } from './port.js';

/** Try the same batch again after `afterMs`: the database is away, the system is busy. Order is kept. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  constructor(
    why: string,
    readonly afterMs: number,
    options?: ErrorOptions,
  ) {
    super(why, options);
  }
}

/**
 * This message will never be handled by anyone: it goes to the dead topic with the reason, the rest is tried again
 * (Inv 9).
 */
export class DeadLetter extends Error {
  override readonly name = 'DeadLetter';
  constructor(
    why: string,
    readonly heard: Heard,
    options?: ErrorOptions,
  ) {
    super(why, options);
  }
}

/** A part of a partition could not be handled by itself: it is handed over again after `afterMs`, others go on. */
export class Postponed extends Error {
  override readonly name = 'Postponed';
  constructor(readonly afterMs: number) {
    super(`postponed for ${Math.round(afterMs)} ms`);
  }
}
