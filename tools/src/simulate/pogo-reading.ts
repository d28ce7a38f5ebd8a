import type { ContactRole, ContactValues, Resource, Values } from '@samsvar/contracts';
import { isContact, type Reading } from '@samsvar/connector';
import type { PogoRecord } from './pogo-record.js';

const isAddress = (field: string) => field.startsWith('MailAddress.');
/** A tick is a minute, so that stamps of the two systems can be told apart by more than their clocks may differ. */
export const stampText = (ticks: number) => new Date(Date.UTC(2026, 0, 1) + ticks * 60_000).toISOString();

interface Shown {
  readonly record: PogoRecord;
  readonly readings: Map<ContactRole | undefined, Reading>;
}

/** What a reading of one version shows, kept with it. */
export function shownBy({ record, readings }: Shown, role: ContactRole | undefined): Reading {
  const known = readings.get(role);
  if (known) return known;
  const reading = readingOf(record, role);
  readings.set(role, reading);
  return reading;
}

/** What a reading of a record shows; of a contact, through one role or through all it has. */
export function readingOf(record: PogoRecord, role: ContactRole | undefined): Reading {
  const { id, parent } = record;
  const base = { id, ...(parent !== undefined && { parent }) };
  if (record.resource !== 'contact') {
    const stamps = { record: stampText(record.stamps['record']!) };
    return { ...base, values: { ...record.values }, stamps };
  }
  const shown = role ? [role] : record.roles;
  const part = (name: string) =>
    Object.fromEntries(
      Object.entries(record.values).flatMap(([field, value]) =>
        field.startsWith(`${name}.`) ? [[field.slice(name.length + 1), value]] : [],
      ),
    );
  const values: ContactValues = { roles: [...shown], shared: part('shared') };
  for (const name of shown) values[name] = part(name);
  const newest = Math.max(...shown.map((name) => record.stamps[name]!));
  const stamps = { shared: stampText(newest), address: stampText(record.stamps['address']!) };
  return {
    ...base,
    values,
    ...(record.reference !== undefined && shown.includes('employee') && { reference: record.reference }),
    stamps: { ...stamps, ...Object.fromEntries(shown.map((name) => [name, stampText(record.stamps[name]!)])) },
  };
}

/** The same without what is masked for whoever reads: the phone number. */
export function masked(reading: Reading): Reading {
  const { PhoneNumber: _, ...rest } = (isContact(reading.values) ? reading.values.shared : reading.values) as Values;
  return { ...reading, values: isContact(reading.values) ? { ...reading.values, shared: rest } : rest };
}

/** The stamp that covers a field, as the PowerOffice Go connector says it. */
export function pogoStampOf(resource: Resource, field: string): string | null {
  if (resource !== 'contact') return isAddress(field) ? null : 'record';
  if (field.startsWith('shared.MailAddress.')) return 'address';
  return field.slice(0, field.indexOf('.'));
}
