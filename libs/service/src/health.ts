import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Something readiness depends on; rejects, or answers words, when it is not well. */
export interface Check {
  readonly name: string;
  look(): Promise<string | undefined> | string | undefined;
}

export interface Health {
  readonly status: 'ok' | 'not ready';
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly words?: string }[];
}

const looksAtMostMs = 2_000;

/** Looks at everything at once; a check that takes too long is not well. */
export async function lookAt(checks: readonly Check[]): Promise<Health> {
  const found = await Promise.all(
    checks.map(async ({ name, look }) => {
      const words = await Promise.race([Promise.resolve().then(look).catch(wordsOf), late()]);
      return { name, ok: words === undefined, ...(words !== undefined && { words }) };
    }),
  );
  return { status: found.every(({ ok }) => ok) ? 'ok' : 'not ready', checks: found };
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const late = () =>
  new Promise<string>((resolve) =>
    setTimeout(() => resolve(`no answer in ${looksAtMostMs} ms`), looksAtMostMs).unref(),
  );

const stuckMs = 5_000;

/** Whether this process still turns: its event loop was not held up for seconds since the last look. */
export class Pulse {
  private readonly delay = monitorEventLoopDelay({ resolution: 100 });

  constructor() {
    this.delay.enable();
  }

  beats(): boolean {
    const worstMs = this.delay.max / 1e6;
    this.delay.reset();
    return worstMs < stuckMs;
  }
}
