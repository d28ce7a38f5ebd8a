import type { CanonicalWriteRecord } from '@samsvar/contracts';
import type { Abilities, Attempt, Reading, RecordRow } from '@samsvar/connector';
import type { RecordRow as HeardRow, LinkState, Owner, TenantSettings, TenantState } from '@samsvar/sync';
import type { Told } from './told.js';
import type { HrmCustoms } from './end-customs.js';

/** What an attempt is moved to. */
export type Move = Pick<Attempt, 'state'> & { readonly note?: NonNullable<Attempt['note']>; readonly waitMs: number };

/**
 * What may be taken away from a world from outside, between one production function and the next: production carries no
 * switch for it. Each seam is asked where the world passes the thing named.
 */
export interface Mutation {
  /** What a connector remembers of a record, as it is stored. */
  readonly row?: (row: RecordRow) => RecordRow;
  /** The row a reading is heard on. */
  readonly heardOn?: (row: RecordRow, reading: Reading) => RecordRow;
  /** Readings are heard while an attempt on their record, or a birth they bear the reference of, is open. */
  readonly hearsWhileOpen?: 'record' | 'birth';
  /** How an attempt is moved. */
  readonly move?: (move: Move) => Move;
  /** Whoever moves or settles an attempt is not asked whether it is still theirs. */
  readonly ownerless?: boolean;
  /** A command is noted, whatever its number. */
  readonly notesRepeats?: boolean;
  /** What a connector's resources are thought to be able to do. */
  readonly abilities?: (abilities: Abilities) => Abilities;
  /** What a connector tells. */
  readonly told?: (told: Told) => Told;
  /** What link asks. */
  readonly asked?: (asked: CanonicalWriteRecord) => CanonicalWriteRecord;
  /** What link remembers of a link; `answers`: an answer to it is about to be heard. */
  readonly link?: (state: LinkState, answers: boolean) => LinkState;
  readonly tenant?: (tenant: TenantState) => TenantState;
  /** What link remembers of a record. */
  readonly heard?: (row: HeardRow) => HeardRow;
  /** Nothing is held for being too much. */
  readonly unguarded?: boolean;
  /** Who is missed by a listing and by one read is believed to be gone. */
  readonly believesAtOnce?: boolean;
  /** The tenant's choices, where this wins. */
  readonly settings?: (owner: Owner) => TenantSettings;
  /** Systems that hold back less. */
  readonly hrm?: Partial<HrmCustoms>;
  readonly honoursTest?: boolean;
  readonly ignoresVersion?: boolean;
  /** What was decided is told at once and forgotten by a crash; offsets move before their effects are stored. */
  readonly tellsFromMemory?: boolean;
  readonly offsetFirst?: boolean;
  /** A decider that lost its session stores all the same, whatever was stored meanwhile. */
  readonly manyWriters?: boolean;
  /** Losses that no rule can help (agreement-model.md, R1 and late) count all the same. */
  readonly strict?: boolean;
}
