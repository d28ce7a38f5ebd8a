import type { Scalar } from '@samsvar/contracts';
import { linkIdOf } from '@samsvar/contracts';
import type { MemoryLedger } from '@samsvar/sync/testing';
import type { Beginning, Editable } from './edits.js';

/** What is known of who is whose counterpart. */
export interface Counterparts {
  readonly beginnings: readonly Beginning[];
  /** The HRM's id of a record's counterpart. */
  idInHrm(one: Pick<Beginning, 'resource' | 'id'>): string | undefined;
}

const targets = ({ beginnings }: Counterparts, manner: 'department' | 'manager') =>
  beginnings.filter((other) => other.category === (manner === 'department' ? 'DEPARTMENT' : 'EMPLOYEE'));

/** A value of the HRM in PowerOffice Go's words. */
export function inPogo(all: Counterparts, { manner }: Editable, value: Scalar): Scalar {
  if (value === null) return null;
  if (manner === 'archived') return value !== true;
  if (manner !== 'department' && manner !== 'manager') return value;
  return targets(all, manner).find((target) => all.idInHrm(target) === value)?.id ?? `${nobody}${String(value)}`;
}

const nobody = 'nobody: ';

/** Whether it stands for a record that PowerOffice Go has not: there is nobody there to choose. */
export const isNobody = (value: Scalar): boolean => typeof value === 'string' && value.startsWith(nobody);

/** A value of PowerOffice Go in the HRM's words; nothing where it has no words for it yet. */
export function inHrm(all: Counterparts, { manner }: Editable, value: Scalar): Scalar | undefined {
  if (value === null) return null;
  if (manner === 'archived') return value !== true;
  if (manner !== 'department' && manner !== 'manager') return value;
  const target = targets(all, manner).find(({ id }) => id === value);
  return target && all.idInHrm(target);
}

/** A value of PowerOffice Go as links keep it: names of records as links, whether it is active rather than archived. */
export function inLinks({ manner }: Editable, value: Scalar): Scalar {
  if (value === null) return null;
  if (manner === 'archived') return value !== true;
  if (manner !== 'department' && manner !== 'manager') return value;
  const { resource, kind } =
    manner === 'department'
      ? ({ resource: 'departments', kind: 'department' } as const)
      : ({ resource: 'contact', kind: 'employee' } as const);
  return linkIdOf({ tenant: 'default', system: 'powerofficego', resource, id: String(value) }, kind);
}

/**
 * Whether what a link keeps is a value of PowerOffice Go. Who was parted and met again goes by another link, so that of
 * a name it is asked whose link it is (`founder`).
 */
export function isKept(
  field: Editable,
  { kept, value }: { readonly kept: Scalar | undefined; readonly value: Scalar },
  founder: (linkId: string) => string | undefined,
): boolean {
  const isName = field.manner === 'department' || field.manner === 'manager';
  return kept === inLinks(field, value) || (isName && typeof kept === 'string' && founder(kept) === value);
}

/** The id of the record that founded a link. */
export const founderOf = ({ kept }: MemoryLedger, linkId: string): string | undefined =>
  kept.get(linkId)?.changed.state.founding?.id;
