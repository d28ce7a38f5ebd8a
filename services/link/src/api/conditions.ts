/** Conditions that all hold, with their parameters numbered as they come. */
export class Conditions {
  private readonly all: string[] = [];

  constructor(readonly parameters: unknown[] = []) {}

  /** Adds a condition; each `?` in it stands for one of the values. */
  and(condition: string, ...values: readonly unknown[]): this {
    let at = 0;
    this.all.push(condition.replace(/\?/g, () => `$${this.parameters.push(values[at++])}`));
    return this;
  }

  get text(): string {
    return this.all.join(' and ');
  }
}
