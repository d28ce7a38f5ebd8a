import { TenantEntry } from '@samsvar/service';
import { z } from 'zod';
import { mustBeSet } from '../variables.js';
import type { Described } from './shapes.js';

/** A key of samsvar.yaml, below a tenant. */
export interface TenantKey {
  readonly path: string;
  readonly takes: string;
  readonly unset: string;
  readonly means: string;
}

/** Every key a tenant may have, in the order of the schema; a group of keys comes before its members. */
export function tenantKeys(): readonly TenantKey[] {
  return keysOf(z.toJSONSchema(TenantEntry, { io: 'input', unrepresentable: 'any' }) as Described, '');
}

function keysOf(within: Described, above: string): readonly TenantKey[] {
  const required = new Set(within.required ?? []);
  const members = Object.entries(within.properties ?? {}).flatMap(([name, member]) =>
    keyAndBelow(`${above}${name}`, member, required.has(name)),
  );
  const { additionalProperties: any } = within;
  return typeof any === 'object' && any.properties ? [...members, ...keysOf(any, `${above}<name>.`)] : members;
}

function keyAndBelow(path: string, key: Described, required: boolean): readonly TenantKey[] {
  const means = key.description ?? '';
  const row = { path, takes: takesOf(key), unset: required ? mustBeSet : unsetOf(key), means };
  const below = keysOf(key, `${path}.`);
  return means === '' && below.length > 0 ? below : [row, ...below];
}

const unsetOf = ({ default: usual }: Described) =>
  usual === undefined || typeof usual === 'object' ? '' : `\`${String(usual)}\``;

function takesOf({ type, enum: words, format, additionalProperties: any, propertyNames }: Described): string {
  if (words) return words.map((word) => `\`${String(word)}\``).join(', ');
  if (format === 'uri') return 'address';
  if (typeof any === 'object') {
    const names = propertyNames?.enum?.map((word) => `\`${String(word)}\``).join(', ') ?? 'property';
    return any.properties ? `${names}: see below` : `${names}: ${takesOf(any)}`;
  }
  return { string: 'text', integer: 'whole number', number: 'number', boolean: 'true, false' }[String(type)] ?? '';
}
