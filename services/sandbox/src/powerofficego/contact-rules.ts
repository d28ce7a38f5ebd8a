import type { Answer } from '../doors/answer.js';
import { missing } from './body.js';
import type { Shape } from './fields.js';
import { invalid } from './problem.js';
import type { Contact, RoleName, Values } from './record.js';
import { unknown } from './references.js';
import { seriesOf } from './series.js';
import type { PowerOfficeStore } from './store.js';

/** Where a write happens: in which store, through which role. */
interface Place {
  readonly store: PowerOfficeStore;
  readonly role: RoleName;
  readonly shape: Shape;
}

/** What a write changes, and the contact as it was (none when it is being made). */
interface Writing {
  readonly changed: readonly string[];
  readonly contact?: Contact;
}

/** Why a contact may not become this; none when it may. Only what the write changes is judged. */
export function refusal(
  { store, role, shape }: Place,
  after: Values,
  { changed, contact }: Writing,
): Answer | undefined {
  const touched = (name: string): boolean => changed.includes(name);
  const names = (after.IsPerson ? ['FirstName', 'LastName'] : ['Name']).filter(touched);
  const picked = Object.fromEntries(changed.map((name) => [name, after[name]]));
  return (
    missing(shape, after, names) ??
    unknown(store, shape, picked) ??
    (touched('Number') ? outOfSeries(role, shape, after.Number) : undefined) ??
    taken({ store, role, shape }, picked, contact?.id) ??
    (touched('NationalIdNumber') ? noNationalId(shape, after.NationalIdNumber) : undefined) ??
    (touched('IsArchived') && after.IsArchived && contact?.openBalance
      ? invalid(shape.noun, 'The contact cannot be archived because it has open ledger balances.')
      : undefined)
  );
}

const uniques = [
  { name: 'ExternalImportReference', key: 'reference' },
  { name: 'Number', key: 'number' },
  { name: 'ExternalNumber', key: 'external' },
];

/** A reference and the numbers are unique among all contacts with that role. */
function taken({ store, role, shape }: Place, values: Values, id: number | undefined): Answer | undefined {
  for (const { name, key } of uniques) {
    const value = values[name];
    if (value === null || value === undefined || value === '') continue;
    const holder = store.holder(`${role}/${key}/${String(value)}`);
    if (holder === undefined || holder === id) continue;
    const detail = `${name} is already in use. '${String(value)}' is used on (contact) Id = ${holder}.`;
    return invalid(shape.noun, detail);
  }
  return undefined;
}

function outOfSeries(role: RoleName, shape: Shape, value: unknown): Answer | undefined {
  const { FromInclusive, ToInclusive } = seriesOf[role];
  if (typeof value !== 'number') return undefined;
  if (value >= FromInclusive && value <= ToInclusive) return undefined;
  return invalid(shape.noun, `Number = ${value} is not within any ${role} number series.`);
}

/** Checked by its form alone; the word `hidden`, read back and sent again, fails here. */
function noNationalId(shape: Shape, value: unknown): Answer | undefined {
  if (value === null || /^\d{11}$/.test(String(value))) return undefined;
  return invalid(shape.noun, `NationalIdNumber '${String(value)}' is not valid.`);
}
