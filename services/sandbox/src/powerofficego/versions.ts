/** One state of a record and when it was written, in milliseconds; `null` once it is deleted. */
interface Version<State> {
  readonly at: number;
  readonly state: State | null;
}

/** Versions older than this are of no use to any replica: the longest lag and the stalest list are shorter. */
export const replicaHorizonMs = 10_000;

/**
 * Records with the little history that a lagging replica needs: the primary is the newest version of each, a replica
 * the newest version that is old enough. Ids only grow, so the order of insertion is the order of ids.
 */
export class Versions<State extends { readonly id: number }> {
  #records = new Map<number, Version<State>[]>();

  /** The record as the primary has it. */
  primary(id: number): State | undefined {
    return this.#records.get(id)?.at(-1)?.state ?? undefined;
  }

  /** The record as a replica has it that knows everything written until `asOf`. */
  replica(id: number, asOf: number): State | undefined {
    const versions = this.#records.get(id);
    return versions && seen(versions, asOf);
  }

  put(state: State, at: number): void {
    this.#add(state.id, { at, state });
  }

  delete(id: number, at: number): void {
    this.#add(id, { at, state: null });
  }

  /** Every record a replica has, by rising id, that passes the question asked. */
  list(asOf: number, keep: (state: State) => boolean): State[] {
    const found: State[] = [];
    for (const versions of this.#records.values()) {
      const state = versions.length === 1 && versions[0]!.at <= asOf ? versions[0]!.state : seen(versions, asOf);
      if (state && keep(state)) found.push(state);
    }
    return found;
  }

  /** Every record of the primary. */
  *all(): Iterable<State> {
    for (const versions of this.#records.values()) {
      const { state } = versions.at(-1)!;
      if (state) yield state;
    }
  }

  /** Restores the order of ids after records were put in another one. */
  sort(): void {
    this.#records = new Map([...this.#records].sort(([a], [b]) => a - b));
  }

  #add(id: number, version: Version<State>): void {
    const versions = this.#records.get(id);
    if (!versions) return void this.#records.set(id, [version]);
    versions.push(version);
    while (versions.length > 1 && versions[1]!.at <= version.at - replicaHorizonMs) versions.shift();
  }
}

function seen<State>(versions: readonly Version<State>[], asOf: number): State | undefined {
  for (let index = versions.length - 1; index >= 0; index--) {
    if (versions[index]!.at <= asOf) return versions[index]!.state ?? undefined;
  }
  return undefined;
}
