import { emptyDigest, withId } from '@samsvar/contracts';
import type { Page } from '../port.js';

/** The ids a listing named, by count and digest. */
export class Listing {
  count = 0;
  digest = emptyDigest;
  private unchanged = false;
  private readonly ids = new Set<string>();

  add({ readings, unchanged }: Page): void {
    this.unchanged ||= unchanged === true;
    for (const { id } of readings) {
      if (this.ids.has(id)) continue;
      this.ids.add(id);
      this.count++;
      this.digest = withId(this.digest, id);
    }
  }

  /** The system said that nothing is new, so nothing was listed. */
  isUntouched(): boolean {
    return this.unchanged;
  }
}
