/** What somebody did to a unit of a record, at one end: what was there when they looked, and what they left. */
export interface Step {
  readonly end: 'go' | 'hrm';
  /** Milliseconds since 1970, when it was stored. */
  readonly at: number;
  readonly parent: string;
  readonly value: string;
}

/** The causal history of one unit: which values were said by somebody who had seen which others. */
export class History {
  private readonly parents = new Map<string, Set<string>>();
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor(readonly steps: readonly Step[]) {
    for (const { parent, value } of steps) {
      if (parent === value) continue;
      const seen = this.parents.get(value) ?? new Set();
      this.parents.set(value, seen.add(parent));
    }
  }

  /** Whether whoever said `later` had seen `earlier`, or what came of it; both ways where values return. */
  saw(later: string, earlier: string): boolean {
    return this.ancestors(later).has(earlier);
  }

  /**
   * Whether a value was knowingly replaced on the way to this very step, and never said again by somebody who had seen
   * it. The step counts, not its value: the same may be said at the other end by somebody who had seen more.
   */
  replaced(value: string, step: Step): boolean {
    const { parent, value: said } = step;
    const seen = value === parent || this.saw(parent, value);
    return seen && value !== said && !this.saw(value, said) && !this.saidApart(value, step);
  }

  /** Whether somebody said a value again whom this step had not seen: it came back by another's hand. */
  private saidApart(value: string, step: Step): boolean {
    const past = new Set<Step>();
    const open = [step];
    for (let next = open.pop(); next; next = open.pop()) {
      const { parent, at } = next;
      const before = this.steps.filter((other) => other.value === parent && other.at < at && !past.has(other));
      for (const other of before) past.add(other);
      open.push(...before);
    }
    return this.steps.some((other) => other.value === value && other !== step && !past.has(other));
  }

  private ancestors(value: string): ReadonlySet<string> {
    const known = this.known.get(value);
    if (known) return known;
    const all = new Set<string>();
    const open = [value];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const parent of this.parents.get(next) ?? []) {
        if (all.has(parent)) continue;
        all.add(parent);
        open.push(parent);
      }
    }
    this.known.set(value, all);
    return all;
  }
}

/** What was seen at one end of a unit, in the order of looks: only changes are kept. */
export interface Sight {
  readonly end: 'go' | 'hrm';
  readonly at: number;
  readonly value: string;
}

/** An edit that is not there any more, though nobody who had seen it replaced it; in words. */
export interface Loss {
  readonly step: Step;
  readonly why: string;
}

/** What became of a unit's edits. */
export interface Fate {
  readonly lost: readonly Loss[];
  /** Edits that gave way to another nobody had seen yet: two people at once. */
  readonly conflicts: number;
  /** Those among them that met a write of ours of which nobody knew yet whether it had arrived. */
  readonly ambiguous: number;
}

/** Within this long a write of ours may be known to the end it went to, and not to us (15 s, and more under faults). */
const unknownMs = 60_000;

/**
 * Judges a unit by its edits, what was seen of it meanwhile, and where it ended. An edit is kept if it is what stands,
 * or if what stands was said by somebody who had seen it. Where neither had seen the other it is a conflict, and one of
 * them gives way. It is lost if what stands, or stood at its own end afterwards, is what it had knowingly replaced.
 */
export function fateOf(steps: readonly Step[], sights: readonly Sight[], final: string): Fate {
  const history = new History(steps);
  const lost: Loss[] = [];
  let conflicts = 0;
  let ambiguous = 0;
  for (const step of steps) {
    const undone = undoing(step, { history, sights });
    if (undone !== undefined && isAmbiguous(step, steps, sights)) ambiguous++;
    else if (undone !== undefined) lost.push({ step, why: undone });
    else if (step.value === final || history.saw(final, step.value)) continue;
    else if (history.replaced(final, step)) lost.push({ step, why: `what it replaced stands at the end` });
    else if (steps.some((other) => other.value === final)) conflicts++;
    else lost.push({ step, why: 'what stands at the end is nobody’s edit' });
  }
  return { lost, conflicts: conflicts + ambiguous, ambiguous };
}

/**
 * An edit of what another end's edit had just become here: while nobody has answered us, ours cannot be told from not
 * arrived, the two are a conflict, and the source wins (reference/correctness.md B.7). Link keeps both.
 */
function isAmbiguous(step: Step, steps: readonly Step[], sights: readonly Sight[]): boolean {
  const isFromOther = steps.some(({ end, value, at }) => end !== step.end && value === step.parent && at < step.at);
  const arrived = sights.findLast(({ end, value, at }) => end === step.end && value === step.parent && at <= step.at);
  return isFromOther && arrived !== undefined && step.at - arrived.at <= unknownMs;
}

/** Where its own end went back to something the edit had replaced: seen by a look, or by whoever edited next. */
function undoing(step: Step, { history, sights }: { history: History; sights: readonly Sight[] }): string | undefined {
  const here = sights.filter(({ end }) => end === step.end);
  const from = here.findIndex(({ value, at }) => value === step.value && at >= step.at);
  const back = from < 0 ? undefined : here.slice(from).find(({ value }) => history.replaced(value, step));
  if (back) return `its own end went back to what it had replaced, ${Math.round((back.at - step.at) / 1000)} s later`;
  const next = history.steps.find(({ end, at }) => end === step.end && at > step.at);
  const seen = next && history.replaced(next.parent, step);
  return seen ? 'whoever edited next at its end saw what it had replaced' : undefined;
}
