import { addressFields, fieldsOf } from './fields.js';
import type { Field, Fields } from './fields.js';
import type { Fault } from './problem.js';
import type { HrmRecord, HrmType } from './record.js';
import type { HrmStore } from './store.js';

/** Checks the named properties of a record about to be stored, and what hangs together; every fault is told. */
export function faultsOf(
  store: HrmStore,
  type: HrmType,
  record: Readonly<Record<string, unknown>>,
  changed: readonly string[],
): readonly Fault[] {
  const faults: Fault[] = [];
  for (const name of changed) {
    const field = fieldsOf[type][name];
    if (!field) continue;
    const fault = check(store, `/${name}`, field, record[name]);
    if (fault) faults.push(...fault);
  }
  const dates = changed.includes('startDate') || changed.includes('endDate');
  if (dates && typeof record.startDate === 'string' && typeof record.endDate === 'string') {
    if (record.endDate < record.startDate) {
      faults.push({ pointer: '/endDate', code: 'BEFORE_START', message: 'endDate must not be before startDate.' });
    }
  }
  const cycle = faults.length === 0 ? cycleOf(store, type, record, changed) : undefined;
  return cycle ? [cycle] : faults;
}

function check(store: HrmStore, pointer: string, field: Field, value: unknown): readonly Fault[] | undefined {
  const name = pointer.slice(1).replace('/', '.');
  const fault = (code: string, message: string): readonly Fault[] => [{ pointer, code, message }];
  if (value === null || value === undefined || (field.required && value === '')) {
    return field.required ? fault('REQUIRED', `${name} is required.`) : undefined;
  }
  const { type, max } = field;
  if (type === 'yesNo') return typeof value === 'boolean' ? undefined : fault('TYPE', `${name} must be true or false.`);
  if (type === 'address') return nested(store, pointer, addressFields, value);
  if (type === 'scalars') return scalars(value) ? undefined : fault('TYPE', `${name} must map names to plain values.`);
  if (typeof value !== 'string') return fault('TYPE', `${name} must be text.`);
  if (max && value.length > max) return fault('TOO_LONG', `${name} must be at most ${max} characters.`);
  if (type === 'email' && !isEmail(value)) return fault('EMAIL', `${name} must be an e-mail address.`);
  if (type === 'date' && !isDate(value)) return fault('DATE', `${name} must be a date YYYY-MM-DD from 1900 on.`);
  if (Array.isArray(type) && !type.includes(value)) return fault('ENUM', `${name} must be one of ${type.join(', ')}.`);
  if (typeof type === 'object' && 'to' in type && !store.alive(type.to, value)) {
    return fault('REFERENCE_NOT_FOUND', `${name} names no ${type.to === 'employees' ? 'employee' : 'department'}.`);
  }
  return undefined;
}

function nested(store: HrmStore, pointer: string, fields: Fields, value: unknown): readonly Fault[] | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [{ pointer, code: 'TYPE', message: `${pointer.slice(1)} must be an object.` }];
  }
  const members = value as Record<string, unknown>;
  return Object.entries(fields).flatMap(
    ([name, field]) => check(store, `${pointer}/${name}`, field, members[name]) ?? [],
  );
}

const scalars = (value: unknown): boolean =>
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.values(value as object).every((each) => each === null || typeof each !== 'object');

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
/** A day of the calendar from 1900 on; told without a `Date`, which costs more than all other checks together. */
function isDate(text: string): boolean {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (daysOf[month - 1] ?? 0);
  return year >= 1900 && day >= 1 && day <= days;
}
const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A manager or parent that leads back to the record itself. */
function cycleOf(
  store: HrmStore,
  type: HrmType,
  { id, ...record }: Readonly<Record<string, unknown>>,
  changed: readonly string[],
): Fault | undefined {
  const name = type === 'employees' ? 'managerId' : 'parentId';
  if (!id || !changed.includes(name)) return undefined;
  let above = record[name] as string | null;
  for (let steps = 0; above && steps < 1000; steps++) {
    if (above === id) return { pointer: `/${name}`, code: 'CYCLE', message: `${name} would lead back to the record.` };
    above = (store.get(type, above)?.record as HrmRecord | undefined)?.[name] as string | null;
  }
  return undefined;
}
