import type { Kind, RecordKey, Resource, System } from '@samsvar/contracts';
import { recordKey, refOfKey } from '@samsvar/contracts';
import type { Codec } from './codec.js';
import { no, ofText } from './codec.js';

/** A codec whose canonical side names a record of this kind. */
export interface Reference extends Codec<string, RecordKey> {
  readonly kind: Kind;
}

const elsewhere = no('reference-not-expressible', 'names a record this field cannot name here');

/**
 * A reference: natively the id of a record in a resource of the same system, canonically its record key. Mapping knows
 * that `DepartmentId` means `departments` and nothing more; which record that is in the other system is link's
 * business. `to` says in the printed table which
 * record that will be.
 */
export function reference(system: System, resource: Resource, kind: Kind, to?: string): Reference {
  const encode = (key: RecordKey, tenant: string) => {
    const ref = refOfKey(key);
    return ref.tenant === tenant && ref.system === system && ref.resource === resource && ref.id !== ''
      ? ref.id
      : elsewhere;
  };
  const codec = ofText({
    says: to === undefined ? 'reference' : `reference to ${to}`,
    decode: (id, { tenant }) => recordKey({ tenant, system, resource, id }),
    encode: (key, { tenant }) => encode(key, tenant),
  });
  return { ...codec, kind };
}
