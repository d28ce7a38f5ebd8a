/** How many tests of a run ended how. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of Vitest's JSON report that we count. */
export interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests?: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that cannot even be read holds tests that did not run: it counts as one that failed, and so does a crash. */
export function countsOf(report: Report | undefined, exitCode: number): Counts {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + broken;
  return {
    passed: report.numPassedTests,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (so, more) => ({
      passed: so.passed + more.passed,
      failed: so.failed + more.failed,
      skipped: so.skipped + more.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** The last line of every run; machines read it. */
export const lastLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** A run without tests has shown nothing. */
export const isGood = ({ passed, failed }: Counts): boolean => failed === 0 && passed > 0;
