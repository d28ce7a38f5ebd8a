import { expect, test } from 'vitest';
import { reportTable, type UpgradeReport } from './report.js';

const report: UpgradeReport = {
  ...{ from: 'c474670', records: 300, seed: 1, pairs: 290, migrated: { link: ['Traces1765000000016'], mapping: [] } },
  stages: [
    {
      ...{ stage: 'mixed, upward', edits: 90, births: 4, conflicts: 3, lost: 0, secondsToQuiet: 5.1, flaws: [] },
      rebuilt: 'default: 300 links: equal',
      replacements: [
        {
          ...{ service: 'mapping', partitions: [[30, 30]], doneByOld: 7, doneByNew: 9, editsBeside: 12 },
          ...{ stoppedInMs: 350, flaws: [] },
        },
      ],
    },
  ],
  ...{ writesPerEdit: 1.01, maxPerSecond: 9, overLimit: 0, violations: [] },
};

test('a run is told by its stages, by what ran side by side, and by what does not hold', () => {
  const words = reportTable(report);
  expect(words).toContain(
    'mixed, upward     90       4            3     0               5.1  default: 300 links: equal',
  );
  expect(words).toMatch(/mixed, upward {2}mapping +30 and 30 +7 +9 +12 +350/);
  expect(words).toContain('link: Traces1765000000016\n  mapping: none');
  expect(words).toContain('No violation.');
  expect(reportTable({ ...report, violations: ['an edit is lost'] })).toContain('VIOLATIONS\nan edit is lost');
});
