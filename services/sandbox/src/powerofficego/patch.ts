import { addressFrom, convert, equal } from './convert.js';
import type { Field, Shape } from './fields.js';
import type { Values } from './record.js';

/** A patch applied: the view it led to, or the sentence of ASP.NET's JSON Patch library that says why not. */
export type Patched = { readonly after: Values } | { readonly error: string };

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** Where a path leads: the object, its property's name there, and how that is typed. */
interface Place {
  readonly target: Record<string, unknown>;
  readonly name: string;
  readonly field: Field;
  readonly shape: Shape;
  /** An element of a list property: an index, or `-` for behind the last. */
  readonly index?: string;
}

class Refused extends Error {}

/**
 * Applies RFC 6902 operations to the PATCH view of a record, all or none, with the rules and sentences of
 * Microsoft.AspNetCore.JsonPatch: names in any case, `remove` sets null, `test` compares with what is stored
 * (reference/poweroffice-go.md 5).
 */
export function applyPatch(shape: Shape, before: Values, document: unknown): Patched {
  if (!isDocument(document)) return { error: 'The JSON patch document was malformed and could not be parsed.' };
  const after: Record<string, unknown> = structuredClone(before);
  try {
    for (const operation of document) perform(shape, after, operation);
    return { after };
  } catch (error) {
    if (error instanceof Refused) return { error: error.message };
    throw error;
  }
}

const isDocument = (document: unknown): document is readonly Operation[] =>
  Array.isArray(document) &&
  document.every((each: Partial<Operation> | null) => typeof each?.op === 'string' && typeof each.path === 'string');

function perform(shape: Shape, view: Record<string, unknown>, operation: Operation): void {
  const at = (path: string): Place => place(shape, view, { ...operation, path });
  switch (operation.op.toLowerCase()) {
    case 'add':
      return set(at(operation.path), operation.value, 'insert');
    case 'replace':
      return set(at(operation.path), operation.value, 'replace');
    case 'remove':
      return remove(at(operation.path));
    case 'test':
      return test(at(operation.path), operation.value);
    case 'copy':
      return set(at(operation.path), get(at(operation.from ?? '')), 'insert');
    case 'move': {
      const from = at(operation.from ?? '');
      const value = get(from);
      remove(from);
      return set(at(operation.path), value, 'insert');
    }
    default:
      throw new Refused(`Invalid JsonPatch operation '${operation.op}'.`);
  }
}

function place(shape: Shape, view: Record<string, unknown>, { op, path }: Operation): Place {
  if (path.includes('//')) throw new Refused(`The provided string '${path}' is an invalid path.`);
  const [first = '', second, ...rest] = path.replace(/^\//, '').split('/').map(unescape);
  const [name, field] = lookUp(shape.fields, first);
  if (second === undefined) return { target: view, name, field, shape };
  if (field.type === 'integers' && rest.length === 0) return { target: view, name, field, shape, index: second };
  if (field.type !== 'address') throw new Refused(notFound(second));
  const inner = view[name] as Record<string, unknown> | null;
  if (!inner)
    throw new Refused(`For operation '${op}', the target location specified by path '${path}' was not found.`);
  const [member, memberField] = lookUp(shape.address, second);
  if (rest.length > 0) throw new Refused(notFound(rest[0]!));
  return { target: inner, name: member, field: memberField, shape };
}

const unescape = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');
const notFound = (segment: string): string =>
  `The target location specified by path segment '${segment}' was not found.`;

/** Names match in any case; what a POST alone takes does not exist here. */
function lookUp(fields: Readonly<Record<string, Field>>, segment: string): [string, Field] {
  const exact = fields[segment];
  const name = exact ? segment : Object.keys(fields).find((each) => each.toLowerCase() === segment.toLowerCase());
  const field = name === undefined ? undefined : fields[name];
  if (!name || !field || field.of === 'post') throw new Refused(notFound(segment));
  return [name, field];
}

function set({ target, name, field, shape, index }: Place, value: unknown, how: 'insert' | 'replace'): void {
  if (field.type === 'address') return void (target[name] = wholeAddress(shape, value));
  if (index === undefined) return void (target[name] = converted(field, value));
  const list = [...((target[name] as number[] | null) ?? [])];
  const [item] = converted(field, [value]) as number[];
  list.splice(position(list, index, how === 'insert'), how === 'insert' ? 0 : 1, item!);
  target[name] = list;
}

function remove({ target, name, field, index }: Place): void {
  if (index === undefined) return void (target[name] = converted(field, null));
  const list = [...((target[name] as number[] | null) ?? [])];
  list.splice(position(list, index, false), 1);
  target[name] = list;
}

function test(at: Place, value: unknown): void {
  const current = get(at);
  const wanted = at.index === undefined ? converted(at.field, value) : (converted(at.field, [value]) as number[])[0];
  if (equal(at.index === undefined ? at.field.type : 'integer', current, wanted)) return;
  const where = at.index === undefined ? `path '${at.name}'` : `position '${at.index}'`;
  throw new Refused(
    `The current value '${shown(current)}' at ${where} is not equal to the test value '${shown(value)}'.`,
  );
}

function get({ target, name, index }: Place): unknown {
  if (index === undefined) return target[name] ?? null;
  const list = (target[name] as number[] | null) ?? [];
  return list[position(list, index, false)];
}

function position(list: readonly unknown[], index: string, behind: boolean): number {
  if (index === '-') return behind ? list.length : list.length - 1;
  if (!/^\d+$/.test(index)) throw new Refused(`The path segment '${index}' is invalid for an array index.`);
  if (Number(index) < list.length + (behind ? 1 : 0)) return Number(index);
  throw new Refused(`The index value provided by path segment '${index}' is out of bounds of the array size.`);
}

function converted(field: Field, value: unknown): unknown {
  const result = convert(field.type, value);
  if (!result) throw new Refused(`The value '${shown(value)}' is invalid for target location.`);
  return result.value;
}

function wholeAddress(shape: Shape, value: unknown): Values {
  const address = addressFrom(shape, value);
  if (!address) throw new Refused(`The value '${shown(value)}' is invalid for target location.`);
  return address;
}

const shown = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
