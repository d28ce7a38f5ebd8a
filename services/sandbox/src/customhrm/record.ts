/** Who changed a record when, as the HRM tells it; `version` counts its states and is its ETag. */
export interface Meta {
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly deletedAt: string | null;
}

/** An employee or a department of the HRM, by the contract's own names (reference/customhrm.md 3.3). */
export type HrmRecord = {
  readonly id: string;
  readonly externalId: string | null;
  readonly meta: Meta;
} & Readonly<Record<string, unknown>>;

export const hrmTypes = ['employees', 'departments'] as const;
export type HrmType = (typeof hrmTypes)[number];

/** A state of a record with its text, which answers, lists and the journal share. */
export class Stored {
  #text: string | undefined;

  constructor(
    readonly record: HrmRecord,
    text?: string,
  ) {
    this.#text = text;
  }

  /** The record as JSON; of a deleted one only its tombstone. */
  get text(): string {
    return (this.#text ??= JSON.stringify(this.record.meta.deleted ? tombstone(this.record) : this.record));
  }

  get etag(): string {
    return `"${this.record.meta.version}"`;
  }
}

const tombstone = ({ id, externalId, meta }: HrmRecord): object => ({ id, externalId, meta });
