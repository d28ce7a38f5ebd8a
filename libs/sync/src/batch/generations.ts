import type { Kind, RecordKey, RecordRef } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import type { LinkState } from '../link/state.js';
import { isParted } from '../link/state.js';
import type { Work } from './work.js';

/** A record that founds links, one after the other: a person may end one, and the next begins. */
export interface Founder {
  readonly ref: RecordRef;
  readonly kind: Kind;
}

/** The link a record founds, or has founded: the first that no person ended, merged with another or had erased. */
export interface Generation {
  readonly id: string;
  /** What it is; undefined while it is still to be opened. */
  readonly state: LinkState | undefined;
  /** What those before it leave to it; undefined for the first. */
  readonly after?: { readonly generation: number; readonly apart: readonly RecordKey[] };
}

/** Reads the links of some records, up to the one that each founds now. */
export async function readGenerations(work: Work, founders: readonly Founder[]): Promise<void> {
  let at = founders;
  for (let generation = 1; at.length > 0; generation++) {
    const ids = at.map(({ ref, kind }) => linkIdOf(ref, kind, generation));
    await work.links.read(ids);
    at = at.filter((_, index) => isOver(work.links.state(ids[index]!)));
  }
}

/** The link a record founds now; those before it have been read. */
export function generationOf(work: Work, { ref, kind }: Founder): Generation {
  let apart: readonly RecordKey[] = [];
  for (let generation = 1; ; generation++) {
    const id = linkIdOf(ref, kind, generation);
    const state = work.links.state(id);
    if (isOver(state)) apart = state?.apart ?? [];
    else return { id, state: state?.kind ? state : undefined, ...(generation > 1 && { after: { generation, apart } }) };
  }
}

const isOver = (state: LinkState | undefined): boolean =>
  state !== undefined && (isParted(state) || state.merged === true || state.erased !== undefined);
