/** When something happened, as a trace counts. */
export interface Moment {
  readonly moment: number;
}

/** A hash over everything that happens in a world, in order: the same seed must leave the same one (53 bits). */
export class Trace {
  private a = 0xdeadbeef;
  private b = 0x41c6ce57;

  /** Everything noted, with its details, where somebody wants to read it. */
  lines: string[] | undefined;

  /** How many things have happened: a moment between two of them. */
  moment = 0;

  note(word: string, detail?: () => unknown): void {
    this.lines?.push(detail ? `${word} ${JSON.stringify(detail())}` : word);
    this.moment++;
    let { a, b } = this;
    for (let at = 0; at < word.length; at++) {
      const letter = word.charCodeAt(at);
      a = Math.imul(a ^ letter, 2654435761);
      b = Math.imul(b ^ letter, 1597334677);
    }
    this.a = a ^ (a >>> 16);
    this.b = b ^ (b >>> 13);
  }

  get hash(): string {
    return (4294967296 * (2097151 & this.b) + (this.a >>> 0)).toString(36);
  }
}
