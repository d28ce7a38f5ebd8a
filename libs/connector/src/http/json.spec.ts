import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFrom, NoJson } from './json.js';

describe('the JSON of an answer', () => {
  test('is what was sent, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(jsonFrom(text)).toEqual(JSON.parse(text));
        expect(jsonFrom(JSON.stringify(JSON.parse(text), undefined, 2))).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each([
    ['at the top', '{"Name":"a","Name":"b"}'],
    ['in a row', '[{"Id":1},{"Id":2, "Name" : "a","Name" :"b"}]'],
    ['though it is spelt otherwise', '{"Name":"a","N\\u0061me":"b"}'],
    ['behind texts full of signs', '{"a\\\\":"\\":","b":": \\"","b":1}'],
  ])('says no name twice %s', (_, text) => {
    expect(() => jsonFrom(text)).toThrow(NoJson);
  });

  test.each(['', '<html>', '[{"Id":1,"Name":"Kari', 'null}', '{"a":1}{"a":1}', '"'])('is not %s', (text) => {
    expect(() => jsonFrom(text)).toThrow(NoJson);
  });

  test('is never quoted in what is said about it', () => {
    const words = [`{"Name":"Kari Nordmann"`, `{"a":"Kari Nordmann","a":1}`].map((text) => {
      try {
        return jsonFrom(text);
      } catch (error) {
        return `${String(error)} ${String((error as Error).cause)}`;
      }
    });
    expect(words.join()).not.toContain('Kari');
  });

  test('may be nested deep', () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    expect(() => jsonFrom(deep)).not.toThrow();
  });
});
