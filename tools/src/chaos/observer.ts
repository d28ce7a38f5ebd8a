import { setTimeout as pause } from 'node:timers/promises';
import type { Ends } from './ends.js';
import { History, type Sight, type Step } from './history.js';
import { differences, type Pair, Rows } from './pairs.js';
import type { Edit } from './people.js';
import { type End, type Names, said, type Unit } from './units.js';

const everyMs = 1_000;

/** Edits and sights of one unit of one pair. */
export interface Case {
  readonly pair: Pair;
  readonly unit: Unit;
  readonly steps: readonly Step[];
  readonly sights: Sight[];
}

/** Looks at both ends all the time, as anybody could, and keeps what every edited unit said there and when. */
export class Observer {
  private readonly cases = new Map<string, { pair: Pair; unit: Unit; steps: Edit[]; sights: Sight[] }>();
  private counted = 0;

  constructor(
    private readonly at: { readonly ends: Ends; readonly pairs: readonly Pair[]; readonly names: Names },
    private readonly edits: readonly Edit[],
  ) {}

  async watch(until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await this.look();
      await pause(everyMs);
    }
  }

  /** One look at everything; answers where pairs differ now, in words. */
  async look(): Promise<readonly string[]> {
    const { ends, pairs, names } = this.at;
    const rows = new Rows(await ends.everything());
    this.takeUp();
    const at = Date.now();
    for (const { pair, unit, sights } of this.cases.values()) {
      const both = rows.of(pair);
      for (const end of ['go', 'hrm'] as const) {
        const row = both[end];
        const value = row ? said(unit, end, row, names) : 'gone';
        if (lastOf(sights, end) !== value) sights.push({ end, at, value });
      }
    }
    return pairs.flatMap((pair) => differences(pair, rows, names));
  }

  all(): readonly Case[] {
    this.takeUp();
    return [...this.cases.values()];
  }

  private takeUp(): void {
    for (; this.counted < this.edits.length; this.counted++) {
      const edit = this.edits[this.counted]!;
      const key = `${edit.pair.goPath} ${edit.unit.name}`;
      const known = this.cases.get(key) ?? { pair: edit.pair, unit: edit.unit, steps: [], sights: [] };
      known.steps.push(edit);
      this.cases.set(key, known);
    }
  }
}

const lastOf = (sights: readonly Sight[], end: End) => sights.findLast((sight) => sight.end === end)?.value;

/** How long each kept edit took until both ends said it, or something said by somebody who had seen it. */
export function timesToAgreement({ steps, sights }: Case): readonly number[] {
  const history = new History(steps);
  return steps.flatMap((step) => {
    const now: Record<End, string> = { go: '', hrm: '' };
    for (const { end, at, value } of sights) {
      now[end] = value;
      if (at < step.at || now.go !== now.hrm) continue;
      if (value === step.value || history.saw(value, step.value)) return [at - step.at];
    }
    return [];
  });
}
