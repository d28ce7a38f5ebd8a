import type { By, FlowId, Resource, System } from '@samsvar/contracts';
import type { Direction, GuardClass } from './guard/guarded.js';

/** A class of change exceeded its limit and is held, before its first write, until a person decides. */
export interface GuardTripped {
  readonly type: 'GuardTripped';
  readonly hold: string;
  readonly flow: FlowId;
  readonly direction: Direction;
  readonly class: GuardClass;
  readonly field?: string;
  readonly count: number;
  readonly limit: number;
}

/** A person decided about what was held. */
export interface GuardReleased {
  readonly type: 'GuardReleased';
  readonly hold: string;
  readonly verdict: 'approved' | 'rejected';
  readonly by: By;
}

/** A person approved a plan: all of it, some flows, or some links; never what has changed since it was shown. */
export interface PlanApproved {
  readonly type: 'PlanApproved';
  readonly flows: readonly FlowId[];
  readonly links: readonly string[];
  readonly asOf: string;
  readonly by: By;
}

/** Flows of the tenant go live. */
export interface PhaseChanged {
  readonly type: 'PhaseChanged';
  readonly flows: readonly FlowId[];
  readonly by: By;
}

/** Nothing more is written for the tenant until a person says so; reading goes on. */
export interface WritesStopped {
  readonly type: 'WritesStopped';
  readonly why: StopCode;
  readonly system: System;
  readonly resource: Resource;
  readonly count: number;
  readonly of: number;
}

export interface WritesResumed {
  readonly type: 'WritesResumed';
  readonly by: By;
}

/**
 * Why nothing is written: an end went back in time, or names other records than before; or we ourselves broke a promise
 * of the protocol.
 */
export type StopCode = 'back-in-time' | 'ids-replaced' | 'broken-promise';

/** What happens to a tenant as a whole, in a stream of its own. Stored as it stands: version with care. */
export type TenantEvent = GuardTripped | GuardReleased | PlanApproved | PhaseChanged | WritesStopped | WritesResumed;

/** The name of a tenant's stream; links' streams are named by their ids, which hold no slash. */
export const tenantStream = (tenant: string): string => `tenant/${tenant}`;
