import { expect, test } from 'vitest';
import { plainText } from './text.js';

test('text travels in one form, without outer blanks', () => {
  expect(plainText('  A\u030as 😀 \n')).toBe('Ås 😀');
  expect([plainText(''), plainText(' \t')]).toEqual([null, null]);
});

test('what no store can hold does not travel', () => {
  expect(plainText('a\0b\x1ec\x1fd')).toBe('abcd');
  expect(plainText('half \ud83d of \udc00 a pair 😀')).toBe('half  of  a pair 😀');
  expect(plainText('\0 \ud83d')).toBeNull();
});

test('plain text stays as it is', () => {
  const text = 'Bjørn-Erik "Ås" \\u0000 株式会社';
  expect(plainText(text)).toBe(text);
});
