import { Forbidden } from './failures.js';

const lockedOutMs = 30_000;

/**
 * That the system does not know our keys, remembered for a while: hundreds of writes may wait, and each would knock on
 * a door that only a person can open, until the system takes us for an attack.
 */
export class Lockout {
  private error: Forbidden | undefined;
  private until = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** Throws what the system said last, while that is fresh; called before every request. */
  check(): void {
    if (this.error && this.now() < this.until) throw this.error;
  }

  /** Whatever is thrown on the way passes through; what says that we are not let in is remembered. */
  async watch<T>(asking: Promise<T>): Promise<T> {
    try {
      return await asking;
    } catch (error) {
      if (error instanceof Forbidden) this.remember(error);
      throw error;
    }
  }

  private remember(error: Forbidden): void {
    this.error = error;
    this.until = this.now() + lockedOutMs;
  }
}
