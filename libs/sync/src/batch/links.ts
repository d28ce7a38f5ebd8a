import type { RecordKey } from '@samsvar/contracts';
import { recordKey, referenceOf } from '@samsvar/contracts';
import { holdTarget } from '../guard/state.js';
import type { LinkEvent, MemberKey } from '../link/events.js';
import { unnamedIn } from '../link/nameable.js';
import type { Standing } from '../link/standing.js';
import type { LinkState } from '../link/state.js';
import { membersOf, noLink } from '../link/state.js';
import { isBornInHrm } from '../link/counterpart.js';
import type { Origins } from './origins.js';
import type { ChangedLink, EventAt, Ledger, StoredLink, Target, Wait } from './ledger.js';

/** A link in this turn of work: as it was stored, and what has been decided on top of it. */
export interface OpenLink {
  readonly stored: StoredLink;
  state: LinkState;
  readonly events: LinkEvent[];
  standing?: Standing;
  /** It stands otherwise than stored although nothing happened to it: what is around it has changed. */
  restood?: boolean;
  /** Id of the message that last changed it in this turn. */
  cause: string;
  /** Whether it was changed in the wake of others (a first load, a reference that appeared) rather than by an edit. */
  bulk: boolean;
}

/** The links of one turn of work, and those that are only referred to. */
export class Links {
  private readonly open = new Map<string, OpenLink>();
  private readonly referredTo = new Map<string, Target | undefined>();
  private readonly references = new Map<string, string>();
  private readonly past = new Map<string, LinkEvent>();
  private touched = new Set<OpenLink>();

  constructor(private readonly ledger: Ledger) {}

  async read(ids: Iterable<string>): Promise<void> {
    const unread = [...new Set(ids)].filter((id) => !this.open.has(id));
    if (unread.length > 0) this.hold(await this.ledger.links(unread));
  }

  /** Reads the links whose counterparts bear these references of ours. */
  async readByReference(references: readonly string[]): Promise<void> {
    const found = await this.ledger.linksByReference(references);
    this.hold(found);
    for (const { state } of found) if (state.founding) this.references.set(referenceIn(state), state.id);
  }

  /** Reads links that are only referred to: who their members are and how they stand. */
  async readTargets(ids: Iterable<string>): Promise<void> {
    const unread = [...new Set(ids)].filter((id) => !this.referredTo.has(id) && !this.open.has(id));
    if (unread.length === 0) return;
    for (const id of unread) this.referredTo.set(id, undefined);
    for (const target of await this.ledger.targets(unread)) this.referredTo.set(target.linkId, target);
  }

  /** Reads events of links' streams, by their places. */
  async readHappened(at: readonly EventAt[]): Promise<void> {
    for (const { event, ...place } of await this.ledger.happened(at)) this.past.set(placeOf(place), event);
  }

  /** An event of a link's stream; undefined where there is none, or it was not read. */
  happened(at: EventAt): LinkEvent | undefined {
    return this.past.get(placeOf(at));
  }

  state(id: string): LinkState | undefined {
    return this.open.get(id)?.state;
  }

  byReference(reference: string): LinkState | undefined {
    const id = this.references.get(reference);
    return id === undefined ? undefined : this.state(id);
  }

  /** The link to decide about; one that does not exist yet begins empty. */
  at(id: string): OpenLink {
    const open = this.open.get(id);
    if (open) return open;
    const state = noLink(id);
    const begun: OpenLink = { stored: { state, version: 0 }, state, events: [], cause: '', bulk: false };
    this.open.set(id, begun);
    return begun;
  }

  all(): readonly LinkState[] {
    return [...this.open.values()].map(({ state }) => state);
  }

  /** Notes that a link was decided about. */
  touch(open: OpenLink): void {
    this.touched.add(open);
  }

  /** The links decided about since this was last asked. */
  takeTouched(): readonly OpenLink[] {
    const touched = [...this.touched];
    this.touched = new Set();
    return touched;
  }

  changed(): readonly OpenLink[] {
    return [...this.open.values()].filter(({ events, restood }) => events.length > 0 || restood);
  }

  /** A link as others refer to it, by what this turn has made of it if it has. */
  target(id: string): Target | undefined {
    const open = this.open.get(id);
    if (!open?.state.kind) return this.referredTo.get(id);
    const { kind, category } = open.state;
    return {
      linkId: id,
      kind,
      category: category!,
      members: keysOf(open.state),
      gone: goneIn(open.state),
      standing: open.standing?.state ?? 'differ',
    };
  }

  /** Takes links as they are given, whatever is stored of them; what is open already stays. */
  hold(found: readonly StoredLink[]): void {
    for (const stored of found) {
      const { state, standing } = stored;
      if (this.open.has(state.id)) continue;
      this.open.set(state.id, { stored, state, events: [], cause: '', bulk: false, ...(standing && { standing }) });
    }
  }
}

const placeOf = ({ linkId, version }: EventAt): string => `${linkId}/${version}`;

type Keys = Readonly<Partial<Record<MemberKey, RecordKey>>>;
const keysKnown = new WeakMap<LinkState['members'], Keys>();

/** The record keys of a link's members; of an ended one those it left behind, which others may still refer to. */
export function keysOf(state: LinkState): Keys {
  const known = keysKnown.get(state.members);
  if (known) return known;
  const keys: Partial<Record<MemberKey, RecordKey>> = { ...state.left };
  for (const [key, { ref }] of membersOf(state)) if (ref) keys[key] = recordKey(ref);
  keysKnown.set(state.members, keys);
  return keys;
}

/** The members of a link whose records are gone. */
export const goneIn = (state: LinkState): readonly MemberKey[] =>
  membersOf(state).flatMap(([key, { gone }]) => (gone ? [key] : []));

/** Whether the link has an HRM member, or one is being made or about to be. */
export const hasCounterpart = (state: LinkState): boolean => !state.ended && mayHaveCounterpart(state);

const mayHaveCounterpart = (state: LinkState): boolean =>
  isBornInHrm(state) ||
  membersOf(state).some(([key, member]) => key.startsWith('customhrm') && (member.ref ?? member.asked) !== undefined) ||
  (!state.proposal && !state.skipped);

/**
 * What a link waits for: records or links it refers to (also who was chosen and cannot be named), records a person is
 * asked about, and what is held of it.
 */
export const waitsOf = (state: LinkState): readonly Wait[] => [
  ...membersOf(state).flatMap(([, member]) =>
    Object.entries(member.waits).map(([field, { target }]) => ({ target, linkId: state.id, field })),
  ),
  ...(state.proposal?.candidates ?? []).map((target) => ({ target, linkId: state.id, field: askedAbout })),
  ...heldWaits(state),
  ...unnamedIn(state).flatMap(({ field, targets }) =>
    [...new Set(targets)].map((target) => ({ target, linkId: state.id, field: `${field} unnamed` })),
  ),
];

export const sameWait = (a: Wait, b: Wait): boolean => a.target === b.target && a.field === b.field;

/** The field of a wait for a person's word about a candidate. */
export const askedAbout = 'proposal';

/** What is held of it waits for a person: it is found by its hold. */
const heldWaits = (state: LinkState): readonly Wait[] =>
  Object.entries(state.units).flatMap(([unit, { held = {} }]) =>
    Object.entries(held).flatMap(([member, { hold, approved }]) => {
      const target = holdTarget(state.founding!.tenant, hold);
      return approved ? [] : [{ target, linkId: state.id, field: `${member} ${unit}` }];
    }),
  );

/** A changed link in the form it is stored in. */
export const changedLink = (open: OpenLink, origins: Origins): ChangedLink => ({
  since: origins.since(open),
  traceparent: origins.traceOf(open),
  before: open.stored.version,
  state: open.state,
  events: open.events,
  standing: open.standing!,
  members: keysOf(open.state),
  reference: referenceIn(open.state),
});

/** The reference that a counterpart made for this link bears. */
export const referenceIn = ({ founding, generation }: LinkState): string => referenceOf(founding!, generation);
