/** How somebody else fares with the broker, and what is done about a consumer gone deaf. */
export interface SilenceOptions {
  /** Asks the broker something over a connection of its own; throws where it does not answer. */
  readonly ask: () => Promise<void>;
  readonly end: (error: Error) => void;
  /** How long the silence of one who is not deaf may last; a minute unless told otherwise. */
  readonly deafAfterMs?: number | undefined;
  /** Milliseconds since whenever; real time unless told otherwise. */
  readonly now?: () => number;
}

/** An idle consumer hears its broker every 300 ms, a busy one with every heartbeat: this long says that it is away. */
const awayAfterMs = 5_000;
const aMinuteMs = 60_000;
const looksWithin = 6;
/** Once may be chance: the broker has come back in this moment, or the process was stopped and has just gone on. */
const answersEnough = 2;

/**
 * Since when a consumer has heard nothing. One that has heard nothing for a minute while the broker answers others has
 * gone deaf, whatever the reason: its process had better end, so that whoever watches it starts another. A broker that
 * is away is waited for, however long.
 */
export class Silence {
  private readonly now: () => number;
  private readonly deafAfterMs: number;
  private since: number;
  private answers = 0;
  private isLooking = false;

  constructor(private readonly options: SilenceOptions) {
    this.now = options.now ?? (() => performance.now());
    this.deafAfterMs = options.deafAfterMs ?? aMinuteMs;
    this.since = this.now();
  }

  /** Something was heard. */
  break(): void {
    this.since = this.now();
  }

  /** Why nothing is heard, in words a person can act on; undefined where the silence is short. */
  trouble(): string | undefined {
    if (this.ms() <= awayAfterMs) return undefined;
    return `Kafka has not answered for ${this.seconds()} s: check KAFKA_BROKERS and that the broker runs`;
  }

  /** Looks every few seconds, beginning now, until the timer is cleared. */
  watch(): NodeJS.Timeout {
    this.break();
    return setInterval(() => void this.look(), this.deafAfterMs / looksWithin);
  }

  /** Ends what has gone deaf. */
  async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    this.answers = (await this.isDeaf()) ? this.answers + 1 : 0;
    this.isLooking = false;
    if (this.answers < answersEnough) return;
    this.options.end(new Error(`it has heard nothing for ${this.seconds()} s, though Kafka answers others`));
  }

  private async isDeaf(): Promise<boolean> {
    if (this.ms() <= this.deafAfterMs) return false;
    try {
      await this.options.ask();
    } catch {
      return false;
    }
    return this.ms() > this.deafAfterMs;
  }

  private ms(): number {
    return this.now() - this.since;
  }

  private seconds(): number {
    return Math.round(this.ms() / 1_000);
  }
}
