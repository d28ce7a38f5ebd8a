import { Complaint, wordsOf } from './stack/complaint.js';

/**
 * Runs a command of ours to its exit code. A complaint is shown as its sentence; anything else thrown is a fault of
 * ours and is shown with its stack.
 */
export async function command(run: () => Promise<number>): Promise<never> {
  try {
    process.exit(await run());
  } catch (thrown) {
    const isComplaint = thrown instanceof Complaint;
    process.stderr.write(
      `${isComplaint ? wordsOf(thrown) : thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
    );
    process.exit(isComplaint ? thrown.exitCode : 1);
  }
}
