/** Try again later: too many requests, the system is busy, the budget is spent. Nothing was applied. */
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

/** A request that changes data was sent and no answer came: it may or may not have been applied. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** The system does not let us in: a wrong key, a missing right. A person must act; retrying soon does not help. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
}
