import { tableOf } from '../table.js';
import type { ChaosWishes } from './words.js';

/** What one run of chaos was and what it showed; `--json` prints it. */
export interface ChaosReport extends Omit<ChaosWishes, 'json' | 'keep'> {
  readonly pairs: number;
  readonly kills: number;
  readonly stops: number;
  readonly freezes: number;
  readonly brokerRestarts: number;
  readonly postgresRestarts: number;
  readonly edits: number;
  /** Records people made in either system, and deleted again in PowerOffice Go. */
  readonly births: number;
  readonly removals: number;
  readonly conflicts: number;
  /** Conflicts among them with a write of ours of which nobody knew yet whether it had arrived. */
  readonly ambiguous: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly differ: number;
  /** Requests to PowerOffice Go that were one too many for their second. */
  readonly overLimit: number;
  /** The same within a moment of a stopped process going on, or of the sandbox itself, which counts them. */
  readonly overLimitExcused: number;
  readonly maxPerSecond: number;
  readonly writes: number;
  readonly writesPerEdit: number;
  /** How often each fault of the sandbox struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** From the last fault and edit until everything agreed and nobody wrote. */
  readonly secondsToQuiet: number | null;
  /** Seconds from an edit until both ends said it; one look a second. */
  readonly agreementSeconds: { readonly p50: number | null; readonly p99: number | null };
  readonly violations: readonly string[];
}

/** Writes that an edit may cost on average (reference/correctness.md C.1). */
export const writesPerEditMost = 1.05;

/** The report for a person. */
export function reportTable(report: ChaosReport): string {
  const { p50, p99 } = report.agreementSeconds;
  const rows: (readonly [string, string | number])[] = [
    ['minutes', report.minutes],
    ['pairs of records', report.pairs],
    ['kills', report.kills],
    ['stops and freezes', `${report.stops} and ${report.freezes}`],
    ['broker and Postgres restarts', `${report.brokerRestarts} and ${report.postgresRestarts}`],
    ['faults of both systems', Object.values(report.faults).reduce((sum, count) => sum + count, 0)],
    ['edits', report.edits],
    ['records made, and deleted again', `${report.births} and ${report.removals}`],
    ['edits in conflict', report.conflicts],
    ['lost', report.lost],
    ['duplicates', report.duplicates],
    ['pairs that differ', report.differ],
    ['writes per edit', report.writesPerEdit],
    ['most requests in a second', report.maxPerSecond],
    ['over the limit, and excused', `${report.overLimit} and ${report.overLimitExcused}`],
    ['seconds to agreement, p50 and p99', `${p50 ?? '–'} and ${p99 ?? '–'}`],
    ['seconds to quiet', report.secondsToQuiet ?? 'never'],
  ];
  const faults = Object.entries(report.faults).map(([kind, count]) => [kind, count] as const);
  const right = true;
  return [
    tableOf([{ heading: 'chaos' }, { heading: '', right }], rows),
    tableOf([{ heading: 'fault' }, { heading: 'struck', right }], faults),
    ...(report.violations.length > 0 ? [`VIOLATIONS\n${report.violations.join('\n')}`] : ['No violation.']),
  ].join('\n\n');
}
