import type { Decision, RecordKey } from '@samsvar/contracts';
import { linkIdOf, recordKey, refOfKey } from '@samsvar/contracts';
import type { LinkState } from '@samsvar/sync';
import type { MemoryLedger } from '@samsvar/sync/testing';
import type { Beginning } from './edits.js';

/** What a person decides when it is carried out; nothing where there is nothing left to decide. */
export type Wish = () => Decision | undefined;

type Place = Pick<Beginning, 'resource' | 'id'>;

/** Whoever decides in a simulated world which records are the same: parts them, and brings them together again. */
export class Operator {
  /** The records that somebody parted from theirs, as often as that was done. */
  readonly parted: string[] = [];
  private readonly wishes: Wish[] = [];

  constructor(private readonly ledger: MemoryLedger) {}

  /** The next decision to carry out; it stays the next until `done`. */
  next(): Wish | undefined {
    return this.wishes[0];
  }

  done(): void {
    this.wishes.shift();
  }

  get waiting(): number {
    return this.wishes.length;
  }

  /** What a guard holds is approved. */
  approve(): boolean {
    const hold = this.ledger.state.guard?.holds[0]?.id;
    if (hold === undefined) return false;
    this.wishes.push(() => {
      const isOpen = this.ledger.state.guard?.holds.some(({ id }) => id === hold);
      return isOpen ? { type: 'approveHold', hold } : undefined;
    });
    return true;
  }

  /** Somebody decides something else. */
  wants(wish: Wish): void {
    this.wishes.push(wish);
  }

  /** Two records that are linked are said not to be the same. */
  part(one: Place): boolean {
    if (!this.hrmOf(this.stateOf(one))) return false;
    this.wishes.push(() => {
      const state = this.stateOf(one);
      if (!state || !this.hrmOf(state)) return undefined;
      this.parted.push(one.id);
      return { type: 'unlink', link: state.id };
    });
    return true;
  }

  /** Two records that were parted are said to be the same after all. */
  reunite(one: Place): boolean {
    if (this.partedFrom(one) === undefined) return false;
    for (const type of ['takeBackNever', 'link'] as const) {
      this.wishes.push(() => {
        const left = this.partedFrom(one);
        if (left === undefined) return undefined;
        const { resource, id } = refOfKey(left);
        return {
          type,
          powerofficego: { resource: one.resource as 'contact', id: one.id },
          customhrm: { resource: resource as 'employee', id },
        };
      });
    }
    return true;
  }

  /**
   * The record of the HRM that a parted one had, as long as nobody brought them together; none that was deleted
   * meanwhile, with which link rightly joins nobody.
   */
  private partedFrom(one: Place): RecordKey | undefined {
    const state = this.stateOf(one);
    if (state?.proposal?.code !== 'unlinked') return undefined;
    const before = linkIdOf(state.founding!, state.kind!, (state.generation ?? 1) - 1);
    const left = Object.values(this.ledger.kept.get(before)?.changed.state.left ?? {})[0];
    return left === undefined || this.ledger.rows.get(left)?.gone ? undefined : left;
  }

  private stateOf({ resource, id }: Place): LinkState | undefined {
    const row = this.ledger.rows.get(recordKey({ tenant: 'default', system: 'powerofficego', resource, id }));
    return row?.linkId === undefined ? undefined : this.ledger.kept.get(row.linkId)?.changed.state;
  }

  private hrmOf(state: LinkState | undefined): RecordKey | undefined {
    const member = state && Object.entries(state.members).find(([key]) => key.startsWith('customhrm'))?.[1];
    return member?.ref && recordKey(member.ref);
  }
}
