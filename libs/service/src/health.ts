/** Something readiness depends on; rejects, or answers words, when it is not well. */
export interface Check {
  readonly name: string;
  look(): Promise<string | undefined> | string | undefined;
  /** Whether the service is not ready for its sake: always, unless this says otherwise; then it is only told. */
  spoils?(): boolean;
}

/** What was found: all is well, or what is not, in words; what spoils nothing is told too. */
export interface Health {
  readonly status: 'ok' | 'not ready';
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly words?: string }[];
}

/** Whoever asks waits two seconds as a rule, and has to hear which check it was. */
const looksAtMostMs = 1_500;

/** Looks at everything at once; a check that takes too long is not well. */
export async function lookAt(checks: readonly Check[], withinMs = looksAtMostMs): Promise<Health> {
  const found = await Promise.all(
    checks.map(async (check) => {
      const looking = Promise.resolve().then(() => check.look());
      const words = await Promise.race([looking.catch(wordsOf), late(withinMs)]);
      const ok = words === undefined;
      const said = { name: check.name, ok, ...(!ok && { words }) };
      return { said, isWell: ok || check.spoils?.() === false };
    }),
  );
  return { status: found.every(({ isWell }) => isWell) ? 'ok' : 'not ready', checks: found.map(({ said }) => said) };
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const late = (ms: number) =>
  new Promise<string>((resolve) => setTimeout(() => resolve(`no answer in ${ms} ms`), ms).unref());

const stuckMs = 5_000;
const rememberedMs = 30_000;
const beatMs = 500;

/**
 * Whether this process still turns: its event loop was not held up for seconds within the last half minute. Whoever
 * can ask meets a loop that turns again, hence the memory.
 */
export class Pulse {
  private last = performance.now();
  private readonly held: { readonly at: number; readonly ms: number }[] = [];

  constructor(private readonly forgetMs = rememberedMs) {
    setInterval(() => this.beat(), beatMs).unref();
  }

  /** How long it was held up at worst. */
  worstMs(): number {
    this.beat();
    return Math.max(0, ...this.held.map(({ ms }) => ms));
  }

  check(): Check {
    const look = () => {
      const worst = Math.round(this.worstMs());
      return worst < stuckMs ? undefined : `the event loop was held up for ${worst} ms`;
    };
    return { name: 'event loop', look };
  }

  private beat(): void {
    const now = performance.now();
    const ms = now - this.last - beatMs;
    this.last = now;
    if (ms > 0) this.held.push({ at: now, ms });
    while (this.held[0] && now - this.held[0].at > this.forgetMs) this.held.shift();
  }
}
