import { describe, expect, test } from 'vitest';
import { countsOf, isGood, lastLine, type Report, sum } from './counts.js';

const report = (changes: Partial<Report>): Report => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  testResults: [],
  ...changes,
});

describe('counting tests', () => {
  test('ends a run with one line that names skipped ones only when there are any', () => {
    expect(lastLine(countsOf(report({}), 0))).toBe('3 passed, 0 failed');
    expect(lastLine(countsOf(report({ numPendingTests: 2 }), 0))).toBe('3 passed, 0 failed, 2 skipped');
  });

  test('counts a file that cannot be read, and a run that crashed, as failed', () => {
    const broken = { status: 'failed', assertionResults: [] };
    expect(countsOf(report({ testResults: [broken] }), 1).failed).toBe(1);
    expect(countsOf(report({}), 1).failed).toBe(1);
    expect(countsOf(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('takes a run without tests for a failure', () => {
    expect(isGood(sum([]))).toBe(false);
    expect(isGood(sum([countsOf(report({}), 0), countsOf(report({ numPassedTests: 0 }), 0)]))).toBe(true);
  });
});
