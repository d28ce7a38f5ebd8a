import type { Resource } from '@samsvar/contracts';

/** What a connector has still to tell again, as if for the first time: after a loss, or because link asks. */
export class Retelling {
  private readonly records = new Set<string>();
  /** Since when, in milliseconds of the world, by resource that was not listed as a whole since. */
  private readonly since = new Map<Resource, number>();

  /** Everything is told again: these records, and whatever these resources list. */
  begin(records: Iterable<string>, resources: readonly Resource[], now: number): void {
    this.records.clear();
    for (const key of records) this.records.add(key);
    for (const name of resources) this.since.set(name, now);
  }

  /** One record is told again. */
  add(key: string): void {
    this.records.add(key);
  }

  /** Whether a record that is heard now is to be told again; from now on it was. */
  takes(key: string): boolean {
    return this.records.delete(key);
  }

  /** Whether a resource is to be listed as a whole. */
  awaits(name: Resource): boolean {
    return this.since.has(name);
  }

  /** A resource was listed as a whole; since when it was told again, if it was. */
  listed(name: Resource): { readonly toldSince?: number } {
    const toldSince = this.since.get(name);
    this.since.delete(name);
    return toldSince === undefined ? {} : { toldSince };
  }
}
