import { setTimeout as pause } from 'node:timers/promises';
import type { Births } from './births.js';
import type { Answer, Ends } from './ends.js';
import type { Step } from './history.js';
import type { Pair } from './pairs.js';
import type { Dice } from './dice.js';
import { type Chosen, inWordsOf, merge, operations, patched } from './patches.js';
import { type End, type Field, fresh, type Names, type Row, said, type Unit, unitsOf, valueAt } from './units.js';

/** An edit a person made: of which unit of which pair, and what it is in its history. */
export interface Edit extends Step {
  readonly pair: Pair;
  readonly unit: Unit;
}

export interface Office {
  readonly ends: Ends;
  readonly dice: Dice;
  /** Whom they edit: pairs that agreed when they began. */
  readonly pairs: readonly Pair[];
  readonly names: Names;
  /** How often somebody edits something, in milliseconds. */
  readonly everyMs: number;
  /** Makes records, and deletes some. */
  readonly births: Births;
  /** Nobody deletes what was made. */
  readonly keepsAll?: boolean;
}

/** How much of what people do is to make a record, and to delete one. */
const bearsShare = 0.05;
const removesShare = 0.02;

const triesMost = 12;
const lookAgainMs = 400;

/**
 * People at work in both systems. What they replace is what they saw: PowerOffice Go's PATCH carries a `test`, the
 * HRM's the version, so that each edit's parent in its history is certain.
 */
export class People {
  readonly edits: Edit[] = [];
  /** Edits a system refused, in its words' stead: status and unit. */
  readonly refused: string[] = [];
  private number = 0;
  private readonly busy = new Set<string>();

  constructor(private readonly office: Office) {}

  /** Edits until told to stop; resolves when the last one is through. */
  async work(until: AbortSignal): Promise<void> {
    const under: Promise<void>[] = [];
    while (!until.aborted) {
      under.push(this.doSomething());
      await pause(this.office.everyMs * (0.5 + this.office.dice.next()));
    }
    await Promise.all(under);
  }

  private doSomething(): Promise<void> {
    const { dice, births, keepsAll = false } = this.office;
    if (dice.chance(bearsShare)) return births.bear();
    if (dice.chance(removesShare) && !keepsAll) return births.remove();
    return this.editSomething();
  }

  private async editSomething(): Promise<void> {
    const { dice, pairs } = this.office;
    const pair = dice.pick(pairs);
    const unit = dice.weighed(unitsOf[pair.category]);
    const number = ++this.number;
    const end = dice.chance(0.5) ? 'go' : 'hrm';
    const value = this.chosen(pair, unit, number);
    await this.edit({ pair, unit, end, value });
    // Now and then the same on both sides, or something else on the other before anyone can have heard of it.
    if (!dice.chance(0.15)) return;
    const other = end === 'go' ? 'hrm' : 'go';
    const also = dice.chance(0.3) ? value : this.chosen(pair, unit, ++this.number);
    await this.edit({ pair, unit, end: other, value: also });
  }

  /** What the fields of an edit become, in words both ends can be told. */
  private chosen(pair: Pair, unit: Unit, number: number): readonly Chosen[] {
    const { dice } = this.office;
    const cleared = unit.clears === true && dice.chance(0.15);
    return unit.edited.map((index) => {
      const field = unit.fields[index]!;
      return { field, value: cleared ? null : this.value(field, pair, number) };
    });
  }

  private value({ manner }: Field, pair: Pair, number: number): unknown {
    const { dice, pairs } = this.office;
    if (manner === 'yes' || manner === 'no') return number % 2 === 0;
    if (manner === 'department') return dice.pick(pairs.filter(({ category }) => category === 'DEPARTMENT'));
    // Who manages has a lower id than whoever is managed, so that nobody comes to manage themselves.
    if (manner !== 'person') return fresh(manner, number);
    const isBelow = ({ goId }: Pair) => pair.category !== 'EMPLOYEE' || Number(goId) < Number(pair.goId);
    const bosses = pairs.filter((other) => other.category === 'EMPLOYEE' && isBelow(other));
    return bosses.length === 0 ? null : dice.pick(bosses);
  }

  /** One person at a time has a record open at one end. */
  private async edit(wish: Wish): Promise<void> {
    const place = wish.end === 'go' ? wish.pair.goPath : wish.pair.hrmPath;
    if (this.busy.has(place)) return;
    this.busy.add(place);
    try {
      for (let tries = 0; tries < triesMost; tries++) {
        if (await this.tryOnce(wish)) return;
        await pause(lookAgainMs);
      }
    } finally {
      this.busy.delete(place);
    }
  }

  /** Looks, edits what was seen, and notes it; false when somebody was quicker, or a look was too old. */
  private async tryOnce(wish: Wish): Promise<boolean> {
    const { ends, names } = this.office;
    const { pair, unit, end } = wish;
    const hrm = end === 'hrm' ? await ends.hrmRow(pair.hrmPath) : undefined;
    const row = end === 'hrm' ? hrm?.row : await ends.goRow(pair.goPath);
    if (!row || !isWhole(unit, end, row)) return true;
    const parent = said(unit, end, row, names);
    const patch = wish.value.map(({ field, value }) => ({ field, value: inWordsOf(end, field, value) }));
    const value = said(unit, end, patched(row, end, patch), names);
    if (value === parent) return true;
    const answer = await (
      end === 'go'
        ? ends.goPatch(pair.goPath, operations(unit, row, patch))
        : ends.hrmPatch(pair.hrmPath, merge(patch), hrm!.etag)
    ).catch(() => undefined);
    const done = answer ? isDone(answer) : await this.isThere(wish, value);
    if (done) this.edits.push({ pair, unit, end, at: Date.now(), parent, value });
    else if (answer && !isOutrun(answer)) this.refused.push(`${answer.status} ${pair.category} ${unit.name} at ${end}`);
    return done || (answer !== undefined && !isOutrun(answer));
  }

  /** The connection broke before the answer: whether the edit was stored after all. */
  private async isThere({ pair, unit, end }: Wish, value: string): Promise<boolean> {
    await pause(2 * lookAgainMs);
    const row =
      end === 'go' ? await this.office.ends.goRow(pair.goPath) : (await this.office.ends.hrmRow(pair.hrmPath))?.row;
    return row !== undefined && said(unit, end, row, this.office.names) === value;
  }
}

interface Wish {
  readonly pair: Pair;
  readonly unit: Unit;
  readonly end: End;
  readonly value: readonly Chosen[];
}

/** An address is edited where there is a whole one; making one is another matter. */
const isWhole = (unit: Unit, end: End, row: Row): boolean =>
  unit.name !== 'address' || unit.fields.slice(2).every((field) => valueAt(row, field[end]) !== null);

const isDone = ({ status }: Answer) => status >= 200 && status < 300;
/** A `test` that failed, or another version: somebody was quicker, or the look was behind. */
const isOutrun = ({ status, body }: Answer): boolean =>
  status === 412 || (status === 400 && JSON.stringify(body ?? '').includes('test'));
