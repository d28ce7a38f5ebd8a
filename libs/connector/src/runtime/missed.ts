import type { ContactRole, RecordKey } from '@samsvar/contracts';
import type { Suspect } from '../store/suspects.js';

/** The roles under which a complete listing names a record; undefined where it does not name it. */
type Listed = readonly ContactRole[] | undefined;

/** Who of a record that is known to be there, with these roles, is missed by a complete listing. */
export function missedBy(listed: Listed, key: RecordKey, roles: readonly ContactRole[]): readonly Suspect[] {
  if (!listed) return [{ key }];
  return roles.filter((role) => !listed.includes(role)).map((role) => ({ key, role }));
}

/** Whether a complete listing names a suspect. */
export const isNamedBy = (listed: Listed, { role }: Suspect): boolean =>
  listed !== undefined && (role === undefined || listed.includes(role));
