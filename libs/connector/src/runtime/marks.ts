import type { NativeWriteRecord, Values } from '@samsvar/contracts';
import type { Reading, Resource } from '../port.js';

/** What marks the record that is being born: our reference, or where none is taken what the system finds it by. */
export function markOfBirth(resource: Resource | undefined, command: NativeWriteRecord): string | undefined {
  const { op, tenant, values, reference } = command;
  return op === 'create' && resource?.markOf ? named(tenant, resource, values) : reference;
}

/** The same as a reading of a record says it. */
export const markOfReading = (
  tenant: string,
  resource: Resource,
  { values, reference }: Reading,
): string | undefined => (resource.markOf ? named(tenant, resource, values as Values) : reference);

function named(tenant: string, resource: Resource, values: Values): string | undefined {
  const mark = resource.markOf!(values);
  return mark === undefined ? undefined : `${tenant}/${resource.name}/${mark}`;
}
