import { expect, test } from 'vitest';
import { upgradeWishesOf } from './words.js';

test('without words it goes from the last release, with a few hundred records', () => {
  expect(upgradeWishesOf([])).toEqual({ records: 300, seed: 1, json: false, keep: false });
});

test('the version that is upgraded from may be named', () => {
  expect(upgradeWishesOf(['--from', 'v0.1.0', '--json'])).toMatchObject({ from: 'v0.1.0', json: true });
});

test('what it does not understand is refused with what it does', () => {
  expect(() => upgradeWishesOf(['--to', 'v2'])).toThrow(/--to.*npm run test:upgrade/s);
  expect(() => upgradeWishesOf(['--records', '5'])).toThrow('--records takes a whole number from 60 to 2000');
});
