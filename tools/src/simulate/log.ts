/**
 * A topic of one partition as the simulated world has it: read in order from an offset that only moves when told to.
 */
export class Log<T> {
  private readonly entries: { readonly key: string; readonly what: T }[] = [];
  private offset = 0;
  /** How far it was ever read: before that nothing changes places, though it may be read again. */
  private furthest = 0;

  push(key: string, what: T): void {
    this.entries.push({ key, what });
  }

  /** The newest entry changes places with the one before, where neither was read, unless both are of one key. */
  overtake(): boolean {
    const [before, last] = [this.entries.at(-2), this.entries.at(-1)];
    if (!before || !last || this.entries.length - this.furthest < 2 || before.key === last.key) return false;
    this.entries.splice(-2, 2, last, before);
    return true;
  }

  /** What is unread comes partition by partition, as it may after a reader went back: only the order of a key holds. */
  byPartition(partitionOf: (key: string) => number): void {
    const unread = this.entries.splice(this.offset);
    this.entries.push(...unread.sort((a, b) => partitionOf(a.key) - partitionOf(b.key)));
  }

  waiting(): number {
    return this.entries.length - this.offset;
  }

  next(most: number): readonly T[] {
    return this.entries.slice(this.offset, this.offset + most).map(({ what }) => what);
  }

  /** Entries that were read before, newest last. */
  before(most: number): readonly T[] {
    return this.entries.slice(Math.max(0, this.offset - most), this.offset).map(({ what }) => what);
  }

  /** Where a reader stands, to move on from there. */
  get at(): number {
    return this.offset;
  }

  moveTo(offset: number): void {
    this.offset = offset;
    this.furthest = Math.max(this.furthest, offset);
  }

  goBack(by: number): void {
    this.offset = Math.max(0, this.offset - by);
  }
}
