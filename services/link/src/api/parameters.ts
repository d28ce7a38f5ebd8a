import type { FlowId, System } from '@samsvar/contracts';
import { flowIds, systems } from '@samsvar/contracts';
import { standings, type StandingName } from '@samsvar/sync';
import { type Cursor, decodeCursor } from './cursor.js';
import { badParameter } from './problem.js';

/** The parameters of an address; one given twice comes as a list. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Refuses a parameter that is not asked for here: misspelt, it would be passed over in silence. */
export function refuseUnknown(parameters: Parameters, known: readonly string[]): void {
  const strange = Object.keys(parameters).find((name) => !known.includes(name));
  if (strange !== undefined) throw badParameter(strange, `it is not known here; there are ${known.join(', ')}`);
}

/** Whether a word can be looked for at all: no text of PostgreSQL's holds a NUL. */
export const isText = (word: string): boolean => !word.includes('\0');

/** A parameter's text; undefined where it is not given or empty. */
export function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw badParameter(name, 'it is given more than once; give it once');
  if (!isText(value)) throw badParameter(name, 'it holds a character that no text has; leave that out');
  return value;
}

/** A whole number from 1 to `most`. */
export function limitOf(parameters: Parameters, { usual, most }: { usual: number; most: number }): number {
  const text = textOf(parameters, 'limit');
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw badParameter('limit', `it is not a whole number from 1 to ${most}`);
}

/** The state a list is narrowed to: how a link stands, or `onlyInHrm` for HRM records without a counterpart. */
export const states = [...standings, 'onlyInHrm'] as const;
export type State = StandingName | 'onlyInHrm';

function oneOf<T extends string>(parameters: Parameters, name: string, known: readonly T[]): T | undefined {
  const text = textOf(parameters, name);
  if (text === undefined) return undefined;
  const found = known.find((candidate) => candidate === text);
  if (found === undefined) throw badParameter(name, `it is none of ${known.join(', ')}`);
  return found;
}
export const stateOf = (parameters: Parameters): State | undefined => oneOf(parameters, 'state', states);
export const flowOf = (parameters: Parameters): FlowId | undefined => oneOf(parameters, 'flow', flowIds);
export const systemOf = (parameters: Parameters): System | undefined => oneOf(parameters, 'system', systems);

/** Where the tenant's list goes on. */
export function cursorOf(parameters: Parameters, tenant: string): Cursor | undefined {
  const word = textOf(parameters, 'cursor');
  if (word === undefined) return undefined;
  const cursor = decodeCursor(word);
  if (cursor && isText(cursor.key + cursor.kind) && cursor.key.startsWith(`${tenant}/`)) return cursor;
  throw badParameter('cursor', 'it is not one that a list of this tenant gave; leave it out to begin at the start');
}

/** The id of a link. */
export function linkOf(parameters: Parameters, name: string): string | undefined {
  const text = textOf(parameters, name);
  if (text === undefined || /^l[a-z2-7]{25}$/.test(text)) return text;
  throw badParameter(name, 'it is not the id of a link; leave it out to begin at the start');
}

const positionsMax = 2n ** 63n - 1n;

/** The event after which to go on, by its position; 0 is the beginning. */
export function positionOf(parameters: Parameters, name: string): string | undefined {
  const text = textOf(parameters, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,19}$/.test(text) || BigInt(text) > positionsMax) {
    throw badParameter(name, 'it is not the id of an event; give 0 to begin at the first');
  }
  return text;
}
