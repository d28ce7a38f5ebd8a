import { describe, expect, test } from 'vitest';
import { strict } from './crd-schemas.js';

describe('a schema made strict', () => {
  test('refuses what it does not know, but where the definition keeps it', () => {
    const open = { type: 'object', properties: {}, 'x-kubernetes-preserve-unknown-fields': true };
    const named = { type: 'object', additionalProperties: { type: 'string' } };
    expect(strict({ type: 'object', properties: { open, named, list: { items: { properties: {} } } } })).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: { open, named, list: { items: { properties: {}, additionalProperties: false } } },
    });
  });

  test('knows numbers that may be names', () => {
    expect(strict({ 'x-kubernetes-int-or-string': true })).toEqual({ type: ['string', 'integer'] });
  });
});
