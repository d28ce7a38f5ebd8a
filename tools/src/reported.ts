import type { Stack } from './stack.js';
import { onStop } from './stopping.js';

interface Reported<R> {
  readonly stack: Stack;
  readonly json: boolean;
  /** Lives until the report is there, or until the signal is given. */
  readonly run: (signal: AbortSignal) => Promise<R>;
  /** The report as a person reads it. */
  readonly table: (report: R) => string;
  /** Clears up, when the stack has stopped. */
  readonly remove: () => void;
}

/** Runs something on a stack and prints its report; the exit code is 1 where something was violated. */
export async function reported<R extends { readonly violations: readonly string[] }>(
  parts: Reported<R>,
): Promise<number> {
  const { stack, json, run, table, remove } = parts;
  const stopping = onStop(() => stack.kill());
  try {
    const report = await Promise.race([run(stopping.signal), stopping.asked]);
    if (!report) return 130;
    console.log(json ? JSON.stringify(report) : `\n${table(report)}`);
    return report.violations.length > 0 ? 1 : 0;
  } finally {
    await stack.stop();
    remove();
  }
}
