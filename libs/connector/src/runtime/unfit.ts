import type { Reading } from '../port.js';

/** Where a record is that could not be read whole. */
export interface UnfitAt {
  readonly id: string;
  readonly parent?: string;
}

/** More than these are met again when they change, or when everything is listed. */
const most = 1_000;

/**
 * The records of a resource that could not be read whole when last met. What lists only changes does not bring them
 * again once the system has been mended, so they are read by id, a few at a time and in turn.
 */
export class Unfit {
  private readonly places = new Map<string, UnfitAt>();

  constructor(known: readonly UnfitAt[] = []) {
    for (const place of known) this.places.set(place.id, place);
  }

  /** Notes what readings say: what has a problem is kept, and stands last; what has none any more is forgotten. */
  note(readings: readonly Reading[]): void {
    for (const { id, parent, problem = [] } of readings) {
      this.places.delete(id);
      if (problem.length > 0 && this.places.size < most)
        this.places.set(id, { id, ...(parent !== undefined && { parent }) });
    }
  }

  /** Records whose rows say so: a poll that died has told its successor nothing. */
  add(places: readonly UnfitAt[]): void {
    for (const place of places)
      if (this.places.size < most && !this.places.has(place.id)) this.places.set(place.id, place);
  }

  forget(id: string): void {
    this.places.delete(id);
  }

  all(): readonly UnfitAt[] {
    return [...this.places.values()];
  }
}
