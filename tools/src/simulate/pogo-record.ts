import type { ContactRole, Resource, Scalar, Values } from '@samsvar/contracts';
import type { Reading } from '@samsvar/connector';

/**
 * A PowerOffice Go record at one moment. Contacts keep shared values and those of each role apart, with a stamp each.
 */
export interface PogoRecord {
  readonly resource: Resource;
  readonly id: string;
  readonly parent?: string;
  readonly values: Readonly<Record<string, Scalar>>;
  readonly roles: readonly ContactRole[];
  /** `ExternalImportReference` of its employee role. */
  readonly reference?: string;
  readonly stamps: Readonly<Record<string, number>>;
  readonly gone?: boolean;
}

export interface Version {
  readonly at: number;
  readonly record: PogoRecord;
  /** What a reading shows of it, by role: always the same object, so that meeting it again costs nothing. */
  readonly readings: Map<ContactRole | undefined, Reading>;
}

export const versionOf = (record: PogoRecord, at: number): Version => ({ at, record, readings: new Map() });

export const isAddress = (field: string) => field.startsWith('MailAddress.');

/** What is sent to change a record. */
export interface Patch {
  readonly resource: Resource;
  readonly id: string;
  readonly role?: ContactRole;
  readonly values: Values;
  readonly expected: Values;
  readonly begunAt?: number;
}

/** A value that a write replaced without anybody having looked at it. */
export interface Overwritten {
  readonly id: string;
  readonly field: string;
  readonly value: Scalar;
  /** The write came when nobody waited for it any more. */
  readonly isLate: boolean;
}

const ownFields: Record<ContactRole, readonly string[]> = {
  employee: ['Number', 'JobTitle', 'HiredDate', 'StartDate', 'EndDate', 'DepartmentId', 'ManagerEmployeeId'],
  customer: ['Number', 'OrganizationNumber', 'WebsiteUrl', 'DepartmentId', 'IsActive'],
};

/** Where a field told through a role is kept. */
export const placeOf = (resource: Resource, field: string, role: ContactRole | undefined): string => {
  if (resource !== 'contact' || !role) return field;
  return ownFields[role].includes(field) ? `${role}.${field}` : `shared.${field}`;
};
