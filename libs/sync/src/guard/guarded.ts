import type { FlowId } from '@samsvar/contracts';

/** The classes of change that are counted and braked. */
export const guardClasses = ['create', 'deactivate', 'clear', 'update'] as const;
export type GuardClass = (typeof guardClasses)[number];
export type Direction = 'toHrm' | 'toPowerOfficeGo';

/** One class of change of one flow in one direction; an update is counted field by field. */
export interface Guarded {
  readonly flow: FlowId;
  readonly direction: Direction;
  readonly class: GuardClass;
  readonly field?: string;
}

/** A class of change in one word: `flow/direction/class`, for updates `/field`. */
export type GuardKey = string;

export const guardKey = ({ flow, direction, class: name, field }: Guarded): GuardKey =>
  [flow, direction, name, ...(field === undefined ? [] : [field])].join('/');

/** The class of change a word stands for. */
export function guardedOf(key: GuardKey): Guarded {
  const [flow, direction, name, field] = key.split('/') as [FlowId, Direction, GuardClass, string?];
  return { flow, direction, class: name, ...(field !== undefined && { field }) };
}
