/** Fields by PowerOffice Go's own names; what is absent was never set and reads as null. */
export type Values = Readonly<Record<string, unknown>>;

/** An address with its own identity and stamp; a contact person's has neither (reference/poweroffice-go.md 3.5). */
export interface Address {
  readonly Id?: number;
  readonly LastChangedDateTimeOffset?: string;
  readonly AddressLine1: string | null;
  readonly AddressLine2: string | null;
  readonly ZipCode: string | null;
  readonly City: string | null;
  readonly CountryCode: string | null;
  readonly ExternalCode?: string | null;
}

export const roleNames = ['employee', 'customer', 'supplier'] as const;
export type RoleName = (typeof roleNames)[number];

/** What a contact is besides itself: an employee, a customer or a supplier, with stamps of its own. */
export interface Role {
  readonly created: string;
  readonly changed: string;
  readonly values: Values;
}

/** One contact: one `Id`, one set of shared values, up to three roles. */
export interface Contact {
  readonly id: number;
  readonly created: string;
  readonly shared: Values;
  readonly address: Address | null;
  readonly roles: Readonly<Partial<Record<RoleName, Role>>>;
  /** Open ledger balances, which forbid archiving; set by a switch of the sandbox. */
  readonly openBalance?: boolean;
}

/** A department or a contact person: a record with one stamp. `address` is a contact person's. */
export interface Plain {
  readonly id: number;
  /** A contact person's customer or supplier. */
  readonly contactId?: number;
  readonly created: string;
  readonly changed: string;
  readonly values: Values;
  readonly address?: Address | null;
}
