import { Complaint, ConfigurationProblem } from './config.js';

/**
 * Runs a service's start. What a person can set right is said in words and ends the process with 2 (configuration) or
 * 1;
 * anything else is a bug and shows its stack.
 */
export function runMain(start: () => Promise<void>): void {
  start().catch((error: unknown) => {
    const expected = error instanceof ConfigurationProblem || error instanceof Complaint;
    const words = expected ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${words}\n`);
    process.exit(error instanceof ConfigurationProblem ? 2 : 1);
  });
}
