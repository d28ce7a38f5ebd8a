import type { RecordRef, Resource, System } from '@samsvar/contracts';
import { nativeResource } from '@samsvar/contracts';

/** A member of a link by its place: one per (system, resource). */
export type MemberKey = `${System}/${Resource}`;
export const memberKeyOf = (ref: Pick<RecordRef, 'system' | 'resource'>): MemberKey => `${ref.system}/${ref.resource}`;
export const systemOf = (key: MemberKey): System => key.slice(0, key.indexOf('/')) as System;
export const resourceOf = (key: MemberKey): Resource => key.slice(key.indexOf('/') + 1) as Resource;
/** The place whose polls bring what a member says. */
export const polledAt = (key: MemberKey): MemberKey => `${systemOf(key)}/${nativeResource(resourceOf(key))}`;
