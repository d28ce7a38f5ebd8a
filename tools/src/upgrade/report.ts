import { tableOf } from '../table.js';
import type { Replacement } from './replace.js';

/** What held after a part of the way, and what was done on it. */
export interface StageReport {
  readonly stage: string;
  readonly edits: number;
  readonly births: number;
  readonly conflicts: number;
  readonly lost: number;
  readonly secondsToQuiet: number | null;
  /** What `rebuild --check` of the version that ran then said, a line a tenant. */
  readonly rebuilt: string;
  readonly flaws: readonly string[];
  readonly replacements: readonly Replacement[];
}

/** What one run showed; `--json` prints it. */
export interface UpgradeReport {
  readonly from: string;
  readonly records: number;
  readonly seed: number;
  readonly pairs: number;
  /** Migrations the earlier version does not have, by service. */
  readonly migrated: Readonly<Record<string, readonly string[]>>;
  readonly stages: readonly StageReport[];
  readonly writesPerEdit: number;
  readonly maxPerSecond: number;
  readonly overLimit: number;
  /** What does not hold; empty where all does. */
  readonly violations: readonly string[];
}

const right = true;
const stageColumns = [
  { heading: 'stage' },
  ...['edits', 'births', 'in conflict', 'lost', 'seconds to quiet'].map((heading) => ({ heading, right })),
  { heading: 'rebuild --check' },
];
const replacedColumns = [
  { heading: 'stage' },
  { heading: 'replaced, both at once' },
  { heading: 'partitions of each', right },
  ...['done by old', 'by new', 'edits', 'ms to stop'].map((heading) => ({ heading, right })),
];

/** The report for a person. */
export function reportTable(report: UpgradeReport): string {
  const { stages, violations } = report;
  const migrated = Object.entries(report.migrated).map(
    ([service, names]) => `${service}: ${names.join(', ') || 'none'}`,
  );
  return [
    tableOf(stageColumns, stages.map(stageRow)),
    tableOf(
      replacedColumns,
      stages.flatMap(({ stage, replacements }) => replacements.map((one) => replacedRow(stage, one))),
    ),
    `From ${report.from}, ${report.pairs} pairs of records. Migrations it does not have:\n  ${migrated.join('\n  ')}`,
    `${report.writesPerEdit} writes per edit; at most ${report.maxPerSecond} requests a second to PowerOffice Go.`,
    violations.length > 0 ? `VIOLATIONS\n${violations.join('\n')}` : 'No violation.',
  ].join('\n\n');
}

const stageRow = ({ stage, edits, births, conflicts, lost, secondsToQuiet, rebuilt }: StageReport) => [
  ...[stage, edits, births, conflicts, lost, secondsToQuiet ?? 'never'],
  rebuilt,
];

const replacedRow = (stage: string, one: Replacement) => [
  ...[stage, one.service, one.partitions.map((shares) => shares.join(' and ')).join('; ') || '–'],
  ...[one.doneByOld, one.doneByNew, one.editsBeside, one.stoppedInMs],
];
