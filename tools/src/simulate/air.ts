import { Forbidden, RetryLater, Unanswered } from '@samsvar/connector';
import type { Faults } from './faults.js';
import type { Random } from './random.js';

/** How long a request may be on its way at most, before its caller may look whether it arrived (correctness.md A2). */
export const lateMaxMs = 15_000;
const withdrawnMs = 90_000;

const veryLateMaxMs = 90_000;

/** What is carried out, told whether it comes late: after its caller gave up. */
type Call<T> = (isLate: boolean) => T;

interface Late {
  readonly arrivesAt: number;
  readonly call: Call<unknown>;
}

/** What there is between a connector and a system: calls take time, get lost, come late or meet a system in trouble. */
export class Air {
  private late: Late[] = [];
  private forbiddenUntil = 0;

  constructor(
    readonly faults: Faults,
    private readonly random: Random,
    private readonly clock: { now(): number; pass(ms: number): void },
    /** What people do between two calls. */
    private readonly meanwhile: () => void,
  ) {}

  now(): number {
    return this.clock.now();
  }

  /** A read by id; a failed one is simply tried again another time. */
  read<T>(call: () => T): T {
    this.passes();
    const { faults } = this;
    if (faults.strikes('busy')) throw new RetryLater('the system is busy', 1_000);
    if (faults.strikes('requestLost')) throw new RetryLater('the system does not answer', 2_000);
    return call();
  }

  /** A call that changes data: whoever hears nothing of it cannot know whether it was carried out. */
  write<T>(call: Call<T>): T {
    this.passes();
    const { faults } = this;
    if (faults.strikes('busy')) throw new RetryLater('the system is busy', 1_000);
    if (faults.strikes('requestLost')) throw new Unanswered('the request was lost');
    if (faults.strikes('brokenBefore')) throw new Unanswered('the system answered 500');
    if (faults.strikes('requestLate')) this.comesLate(call, 1 + faults.size('requestLate', lateMaxMs - 1));
    if (faults.strikes('requestVeryLate'))
      this.comesLate(call, lateMaxMs + faults.size('requestVeryLate', veryLateMaxMs));
    const answer = call(false);
    if (faults.strikes('answerLost')) throw new Unanswered('the answer was lost');
    if (faults.strikes('brokenAfter')) throw new Unanswered('the system answered 500');
    return answer;
  }

  private comesLate(call: Call<unknown>, afterMs: number): never {
    this.late.push({ arrivesAt: this.now() + afterMs, call });
    throw new Unanswered('no answer came in time');
  }

  /** Requests that were on their way arrive. */
  arrive(): void {
    if (this.late.length === 0) return;
    const now = this.now();
    const due = this.late.filter(({ arrivesAt }) => arrivesAt <= now);
    this.late = this.late.filter((one) => !due.includes(one));
    for (const { call } of due) {
      try {
        call(true);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
      }
    }
  }

  /** How many requests are still on their way. */
  get pending(): number {
    return this.late.length;
  }

  /** Time goes by, people may do something, rights may be withdrawn. */
  private passes(): void {
    this.clock.pass(this.random.int(300));
    if (this.faults.strikes('editBetweenCalls')) this.meanwhile();
    this.mayEnter();
  }

  /** Throws while rights are withdrawn. */
  mayEnter(): void {
    if (this.faults.strikes('rightsWithdrawn')) this.forbiddenUntil = this.now() + withdrawnMs;
    if (!this.faults.isCalm && this.now() < this.forbiddenUntil) throw new Forbidden('a right is missing');
  }
}
