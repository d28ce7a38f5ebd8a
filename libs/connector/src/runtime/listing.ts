import { emptyDigest, withId } from '@samsvar/contracts';
import type { Page } from '../port.js';
import { rolesOf } from '../record/fields.js';

/** The ids a listing named, by count and digest, and the same with the roles of each. */
export class Listing {
  count = 0;
  digest = emptyDigest;
  private withRoles = emptyDigest;
  private unchanged = false;
  private readonly ids = new Set<string>();
  private readonly named = new Set<string>();

  add({ readings, unchanged }: Page): void {
    this.unchanged ||= unchanged === true;
    for (const { id, values } of readings) {
      this.addRoles(id, rolesOf(values) ?? ['']);
      if (this.ids.has(id)) continue;
      this.ids.add(id);
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
}
