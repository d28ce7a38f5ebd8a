import type { Dice } from './dice.js';

/** Deals all of a list, shuffled, before any comes a second time. */
export class Deck<T> {
  private left: T[] = [];

  constructor(
    private readonly dice: Dice,
    private readonly all: readonly T[],
  ) {}

  next(): T {
    if (this.left.length === 0) this.left = [...this.all];
    return this.left.splice(Math.floor(this.dice.next() * this.left.length), 1)[0]!;
  }
}
