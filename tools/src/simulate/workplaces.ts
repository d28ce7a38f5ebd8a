import type { RecordRef, Resource, Values } from '@samsvar/contracts';
import type { Member } from '@samsvar/sync';
import type { Customs } from './customs.js';
import type { Beginning } from './edits.js';
import type { HrmEnd } from './hrm-end.js';
import type { Newborn } from './newborns.js';
import type { Operator } from './operator.js';
import type { PogoEnd } from './pogo-end.js';
import type { Random } from './random.js';
import type { Trace } from './trace.js';

/** A record of PowerOffice Go, by where it is. */
export type Place = Pick<Beginning, 'resource' | 'id'>;

/** Where people work. */
export interface Workplaces {
  readonly customs: Customs;
  readonly pogo: PogoEnd;
  readonly hrm: HrmEnd;
  readonly random: Random;
  readonly trace: Trace;
  readonly operator: Operator;
  now(): number;
  /** A word nobody has said before. */
  value(of: string): string;
  /** The HRM member of a record's link. */
  counterpart(resource: Resource, id: string): RecordRef | undefined;
  /** The PowerOffice Go record of one that was born in the HRM. */
  readonly born: (newborn: Newborn) => RecordRef | undefined;
  /** A record's member of its link, on either side. */
  member(one: Place, atHrm: boolean): Member | undefined;
  /** The id of the record that founded a link. */
  founder(linkId: string): string | undefined;
  /** What its link agrees on, and what its members are being told. */
  wanted(one: Place): { readonly agreed: Values; readonly wanted: readonly Values[] };
  /** What the connector of a side knows a record to hold, in that system's words. */
  known(one: Place, atHrm: boolean): Values | undefined;
}
