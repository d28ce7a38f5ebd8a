import { WrongPartitions } from '@samsvar/bus';
import { DatabaseComplaint } from '@samsvar/persistence';
import { Complaint, ConfigurationProblem } from './config.js';

/** The last words of a start that failed, and its exit code. */
export interface Farewell {
  readonly words: string;
  readonly code: number;
}

/**
 * What a person can set right is said in words and ends the process with 2 (configuration, and topics of another shape:
 * starting again would say the same) or 1; anything else is a bug and shows its stack.
 */
export function farewellTo(error: unknown): Farewell {
  if (error instanceof ConfigurationProblem || error instanceof WrongPartitions)
    return { words: error.message, code: 2 };
  if (error instanceof Complaint || error instanceof DatabaseComplaint) return { words: error.message, code: 1 };
  return { words: error instanceof Error ? (error.stack ?? error.message) : String(error), code: 1 };
}

/** Ends the process in words. */
function leave({ words, code }: Farewell): void {
  process.stderr.write(`${words}\n`);
  process.exit(code);
}

/** Runs a program's start, and ends the process in words when it fails, also where it throws before it promises. */
export function runMain(start: () => Promise<void>, end: (farewell: Farewell) => void = leave): void {
  void Promise.resolve()
    .then(start)
    .catch((error: unknown) => end(farewellTo(error)));
}
