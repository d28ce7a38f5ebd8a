import { type ContactRole, emptyDigest, withId } from '@samsvar/contracts';
import type { Page } from '../port.js';
import { rolesOf } from '../record/fields.js';

/** The ids a listing named, by count and digest, and the same with the roles of each. */
export class Listing {
  count = 0;
  digest = emptyDigest;
  private withRoles = emptyDigest;
  private unchanged = false;
  private complete = false;
  private total: number | undefined;
  private readonly ids = new Map<string, readonly ContactRole[]>();
  private readonly named = new Set<string>();

  add({ readings, unchanged, complete, total }: Page): void {
    this.unchanged ||= unchanged === true;
    this.complete = complete === true;
    this.total = total ?? this.total;
    for (const { id, values } of readings) {
      const roles = rolesOf(values);
      this.addRoles(id, roles ?? ['']);
      const known = this.ids.get(id);
      this.ids.set(id, [...(known ?? []), ...(roles ?? [])]);
      if (known) continue;
      this.count++;
      this.digest = withId(this.digest, id);
    }
  }

  private addRoles(id: string, roles: readonly string[]): void {
    for (const role of roles) {
      const name = `${id}/${role}`;
      if (this.named.has(name)) continue;
      this.named.add(name);
      this.withRoles = withId(this.withRoles, name);
    }
  }

  /**
   * Whether another listing named the same records, each with the same roles: a list that left a row out hides a role
   * of a contact that another list names.
   */
  namesTheSame(other: Listing): boolean {
    return this.count === other.count && this.digest === other.digest && this.withRoles === other.withRoles;
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
