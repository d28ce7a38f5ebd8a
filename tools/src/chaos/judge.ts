import { isBorn } from './births.js';
import type { Everything } from './ends.js';
import type { Row } from './units.js';
import { fateOf } from './history.js';
import { type Case, timesToAgreement } from './observer.js';

/** What became of all edits: how many were lost or gave way, how long the rest took, and what to say of it. */
export interface Judgement {
  readonly edits: number;
  readonly counts: {
    readonly edits: number;
    readonly conflicts: number;
    readonly lost: number;
    /** Seconds from an edit until both ends said it. */
    readonly agreementSeconds: { readonly p50: number | null; readonly p99: number | null };
  };
  /** One text per unit with a lost edit, with its history at both ends. */
  readonly words: readonly string[];
}

/** Judges every edited unit by its edits and by what was seen at both ends. */
export function judge(cases: readonly Case[]): Judgement {
  const fates = cases.map((one) => ({ one, fate: fateOf(one.steps, one.sights, standing(one)) }));
  const times = cases.flatMap(timesToAgreement).sort((a, b) => a - b);
  const share = (part: number) => {
    const ms = times[Math.min(times.length - 1, Math.floor(times.length * part))];
    return ms === undefined ? null : Math.round(ms / 100) / 10;
  };
  const edits = cases.reduce((sum, { steps }) => sum + steps.length, 0);
  const conflicts = fates.reduce((sum, { fate }) => sum + fate.conflicts, 0);
  const lost = fates.reduce((sum, { fate }) => sum + fate.lost.length, 0);
  return {
    edits,
    counts: { edits, conflicts, lost, agreementSeconds: { p50: share(0.5), p99: share(0.99) } },
    words: fates.flatMap(({ one, fate }) =>
      fate.lost.length === 0
        ? []
        : [
            [
              `${one.pair.goPath} and ${one.pair.hrmPath} lost an edit of ${one.unit.name}:`,
              ...fate.lost.map(({ step, why }) => `  ${step.value} at ${step.end}: ${why}`),
              ...historyOf(one),
            ].join('\n'),
          ],
    ),
  };
}

/** What PowerOffice Go says in the end; where the ends differ, that is another violation. */
const standing = ({ sights }: Case): string => sights.findLast(({ end }) => end === 'go')?.value ?? '';

const clock = (at: number) => new Date(at).toISOString().slice(11, 23);

/** Everything that was done and seen, in the order of time. */
export function historyOf({ steps, sights }: Case): readonly string[] {
  const done = steps.map(({ at, end, parent, value }) => ({ at, words: `edit at ${end}: ${parent} → ${value}` }));
  const seen = sights.map(({ at, end, value }) => ({ at, words: `seen at ${end}: ${value}` }));
  return [...done, ...seen].sort((a, b) => a.at - b.at).map(({ at, words }) => `    ${clock(at)} ${words}`);
}

/** Every record by its place, but for those people made: they are judged by their names. */
const ids = (all: Everything): ReadonlySet<string> => {
  const inHrm = { employees: all.employees, departments: all.departments };
  const lists = [...Object.entries(all.go), ...Object.entries(inHrm)];
  const of = ([list, rows]: readonly [string, readonly Row[]]) =>
    rows.filter((row) => !isBorn(row)).map((row) => `${list}/${String(row['Id'] ?? row['id'])}`);
  return new Set(lists.flatMap(of));
};

/** What there is twice: two that bear one reference, or what appeared though nobody made anything; in words. */
export function duplicatesOf(before: Everything, after: Everything): readonly string[] {
  const bearers = new Map<string, number>();
  for (const { externalId } of [...after.employees, ...after.departments]) {
    if (typeof externalId === 'string') bearers.set(externalId, (bearers.get(externalId) ?? 0) + 1);
  }
  const known = ids(before);
  return [
    ...[...bearers].filter(([, count]) => count > 1).map(([reference]) => `${reference} is borne by several records`),
    ...[...ids(after)].filter((id) => !known.has(id)).map((id) => `${id} appeared, and nobody made it`),
  ];
}
