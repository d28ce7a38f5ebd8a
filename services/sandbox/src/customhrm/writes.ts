import { createHash } from 'node:crypto';
import type { Answer } from '../doors/answer.js';
import { isAnswer } from '../doors/answer.js';
import { addressFields, fieldsOf } from './fields.js';
import { invalid, problem } from './problem.js';
import type { HrmRecord, HrmType, Stored } from './record.js';
import type { Unique } from './shelf.js';
import type { HrmStore } from './store.js';
import { faultsOf } from './validate.js';

type Values = Record<string, unknown>;

/** `POST /{type}`: the same Idempotency-Key and body get the same answer, another body is refused. */
export function create(store: HrmStore, type: HrmType, body: string, key: string | undefined): Answer {
  const digest = key === undefined ? '' : createHash('sha1').update(body).digest('base64');
  const done = key === undefined ? undefined : store.done(type, key);
  if (done) return done.digest === digest ? created(type, done.stored) : keyReused;
  const given = parse(body);
  if (isAnswer(given)) return given;
  const values: Values = {};
  for (const name in fieldsOf[type]) values[name] = given[name] ?? fieldsOf[type][name]!.initial ?? null;
  if (values.address) values.address = merged({}, values.address, Object.keys(addressFields));
  const refused = refusal(store, type, values, Object.keys(values));
  if (refused) return refused;
  return created(type, store.create(type, shown(type, values), key, digest));
}

const keyReused = problem(422, 'IDEMPOTENCY_KEY_REUSED', { detail: 'The Idempotency-Key was used with another body.' });

const created = (type: HrmType, stored: Stored): Answer => ({
  status: 201,
  body: stored.text,
  headers: { ETag: stored.etag, Location: `/customhrm/v1/${type}/${stored.record.id}` },
});

export const ok = (stored: Stored): Answer => ({ status: 200, body: stored.text, headers: { ETag: stored.etag } });

/** `PATCH /{type}/{id}` by merge patch, only against the version the caller has seen. */
export function update(store: HrmStore, type: HrmType, before: Stored, body: string): Answer {
  const given = parse(body);
  if (isAnswer(given)) return given;
  const { record } = before;
  const values: Values = {};
  for (const name in given) {
    const field = fieldsOf[type][name];
    if (!field) continue;
    const isMap = field.type === 'address' || field.type === 'scalars';
    const names = field.type === 'address' ? Object.keys(addressFields) : undefined;
    values[name] = isMap && isObject(given[name]) ? merged(record[name] ?? {}, given[name], names) : given[name];
  }
  const changed = Object.keys(values).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(record[name]));
  if (changed.length === 0) return ok(before);
  if (changed.includes('externalId') && record.externalId !== null) {
    return invalid([{ pointer: '/externalId', code: 'IMMUTABLE', message: 'externalId cannot be changed once set.' }]);
  }
  const refused = refusal(store, type, { ...record, ...values }, changed);
  return refused ?? ok(store.update(type, record, shown(type, { ...record, ...values })));
}

/** `DELETE /{type}/{id}`: leaves a tombstone; a department with members stays. */
export function remove(store: HrmStore, type: HrmType, { record }: Stored): Answer {
  if (type === 'departments' && hasMembers(store, record.id)) {
    return problem(409, 'DEPARTMENT_HAS_MEMBERS', { detail: 'The department has members and cannot be deleted.' });
  }
  store.update(type, record, {}, true);
  return { status: 204 };
}

function hasMembers(store: HrmStore, id: string): boolean {
  for (const { record } of store.employees.inOrderOfId()) {
    if (record.departmentId === id && !record.meta.deleted) return true;
  }
  for (const { record } of store.departments.inOrderOfId()) {
    if (record.parentId === id && !record.meta.deleted) return true;
  }
  return false;
}

function refusal(store: HrmStore, type: HrmType, values: Values, changed: readonly string[]): Answer | undefined {
  const faults = faultsOf(store, type, values, changed);
  if (faults.length > 0) return invalid(faults);
  const { id, kind, code } = values;
  const keys: readonly (readonly [Unique, unknown])[] = [
    ['externalId', values.externalId],
    ['employeeNumber', values.employeeNumber],
    ['code', code ? `${kind as string}/${code as string}` : null],
  ];
  for (const [unique, value] of keys) {
    const holder = value ? store[type].holder(unique, value as string) : undefined;
    if (holder !== undefined && holder !== id) return duplicate(unique, holder);
  }
  return undefined;
}

function duplicate(unique: Unique, existingId: string): Answer {
  const code = {
    externalId: 'DUPLICATE_EXTERNAL_ID',
    employeeNumber: 'DUPLICATE_EMPLOYEE_NUMBER',
    code: 'DUPLICATE_CODE',
  };
  const message = `${unique} is already used by ${existingId}.`;
  const errors = [{ pointer: `/${unique}`, code: code[unique], message }];
  return problem(409, code[unique], { detail: message, existingId, errors });
}

function parse(body: string): Values | Answer {
  try {
    const value = JSON.parse(body) as unknown;
    if (isObject(value)) return value;
  } catch {
    // Told below, as for every body that is no object.
  }
  return problem(400, 'MALFORMED_JSON', { detail: 'The body must be a JSON object.' });
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * RFC 7396 one level deep: null clears. An address has all its members, always; a map keeps only those with a value.
 */
function merged(before: unknown, patch: unknown, names?: readonly string[]): unknown {
  if (!isObject(patch)) return patch;
  const all = { ...(before as Values), ...patch };
  if (names) return Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** With the read-only name people see. */
const shown = (type: HrmType, values: Values): Values | HrmRecord =>
  type === 'employees'
    ? { ...values, displayName: `${values.firstName as string} ${values.lastName as string}` }
    : values;
