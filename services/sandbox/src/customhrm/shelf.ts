import type { HrmRecord, Stored } from './record.js';

/** Properties that must be unique among the living records of a type, and how each is told apart. */
const uniques = {
  externalId: (record: HrmRecord) => record.externalId,
  employeeNumber: (record: HrmRecord) => record.employeeNumber as string | null | undefined,
  code: (record: HrmRecord) => (record.code ? `${record.kind as string}/${record.code as string}` : null),
} as const;
export type Unique = keyof typeof uniques;

/** All records of one type: by id, in the order of their last change, and by what is unique. */
export class Shelf {
  readonly #byId = new Map<string, Stored>();
  #ids: string[] = [];
  /** States in the order of `updatedAt`; one that is no longer the record's current state is a hole. */
  #changes: Stored[] = [];
  #sorted = true;
  #highest = 0;
  readonly #taken: Record<Unique, Map<string, string>> = {
    externalId: new Map(),
    employeeNumber: new Map(),
    code: new Map(),
  };
  /** How many records are not deleted. */
  living = 0;

  constructor(private readonly letter: string) {}

  nextId(): string {
    return `${this.letter}${String(++this.#highest).padStart(7, '0')}`;
  }

  get(id: string): Stored | undefined {
    return this.#byId.get(id);
  }

  /** The id of the living record that bears a unique value. */
  holder(unique: Unique, value: string): string | undefined {
    return this.#taken[unique].get(value);
  }

  put(stored: Stored): void {
    const { id, meta } = stored.record;
    const before = this.#byId.get(id);
    const disordered = !before && id < (this.#ids.at(-1) ?? '');
    if (!before) this.#ids.push(id);
    this.#byId.set(id, stored);
    this.#highest = Math.max(this.#highest, Number(id.slice(1)));
    this.living += (meta.deleted ? 0 : 1) - (before && !before.record.meta.deleted ? 1 : 0);
    this.#index(before?.record, stored.record);
    const last = this.#changes.at(-1)?.record.meta.updatedAt ?? '';
    if (disordered || meta.updatedAt < last) this.#sorted = false;
    this.#changes.push(stored);
    if (this.#changes.length > 2 * this.#ids.length + 1000) this.#changes = this.#changes.filter(this.#isCurrent);
  }

  /** Records by rising id, from the first behind `after`. */
  *inOrderOfId(after = ''): Iterable<Stored> {
    this.#sort();
    const start = first(this.#ids.length, (at) => this.#ids[at]! > after);
    for (let at = start; at < this.#ids.length; at++) yield this.#byId.get(this.#ids[at]!)!;
  }

  /** Records by their last change, from the first that is not before `since` (inclusive). */
  *inOrderOfChange(since = ''): Iterable<Stored> {
    this.#sort();
    const start = first(this.#changes.length, (at) => this.#changes[at]!.record.meta.updatedAt >= since);
    for (let at = start; at < this.#changes.length; at++) {
      const stored = this.#changes[at]!;
      if (this.#isCurrent(stored)) yield stored;
    }
  }

  readonly #isCurrent = (stored: Stored): boolean => this.#byId.get(stored.record.id) === stored;

  #index(before: HrmRecord | undefined, after: HrmRecord): void {
    for (const unique of Object.keys(uniques) as Unique[]) {
      const old = before && !before.meta.deleted ? uniques[unique](before) : null;
      const now = after.meta.deleted ? null : uniques[unique](after);
      if (old === now) continue;
      if (old) this.#taken[unique].delete(old);
      if (now) this.#taken[unique].set(now, after.id);
    }
  }

  /** Records were put in another order (a state file): puts them right once. */
  #sort(): void {
    if (this.#sorted) return;
    this.#ids.sort();
    this.#changes = this.#changes.filter(this.#isCurrent);
    this.#changes.sort(({ record: a }, { record: b }) => (a.meta.updatedAt < b.meta.updatedAt ? -1 : 1));
    this.#sorted = true;
  }
}

/** The first index of a sorted row that passes. */
function first(length: number, passes: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
