import { type ContactRole, emptyDigest, withId } from '@samsvar/contracts';
import type { Page } from '../port.js';
import { rolesOf } from '../record/fields.js';

/** The ids a listing named, by count and digest, and under which roles. */
export class Listing {
  count = 0;
  digest = emptyDigest;
  private unchanged = false;
  private complete = false;
  private total: number | undefined;
  private readonly ids = new Map<string, readonly ContactRole[]>();

  add({ readings, unchanged, complete, total }: Page): void {
    this.unchanged ||= unchanged === true;
    this.complete = complete === true;
    this.total = total ?? this.total;
    for (const { id, values } of readings) {
      const roles = rolesOf(values) ?? [];
      const known = this.ids.get(id);
      this.ids.set(id, known ? [...known, ...roles] : roles);
      if (known) continue;
      this.count++;
      this.digest = withId(this.digest, id);
    }
  }

  /** The system said that nothing is new, so nothing was listed. */
  isUntouched(): boolean {
    return this.unchanged;
  }

  /** The pages were of everything there is, be it that some of it was skipped. */
  isWhole(): boolean {
    return this.complete;
  }

  /** Everything there is was listed, and as much as the system says there is, where it says so. */
  isComplete(): boolean {
    return this.complete && !this.unchanged && (this.total === undefined || this.total === this.count);
  }

  /** Every id, with its roles. */
  all(): Iterable<readonly [string, readonly ContactRole[]]> {
    return this.ids;
  }

  /** Under which roles an id was named; undefined when it was not. */
  rolesOf(id: string): readonly ContactRole[] | undefined {
    return this.ids.get(id);
  }
}
