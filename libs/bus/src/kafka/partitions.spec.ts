import { describe, expect, test } from 'vitest';
import { checkPartitions, missingOf, WrongPartitions } from './partitions.js';

const needed = [
  { name: 'samsvar.links', partitions: 12 },
  { name: 'samsvar.links.dead', partitions: 1 },
];
const names = needed.map(({ name }) => name);
const found = (partitions: Readonly<Record<string, number>>) =>
  Object.entries(partitions).map(([name, count]) => ({ name, partitions: Array.from({ length: count }) }));

describe('topics that are needed', () => {
  test('fit with the partitions they need, whatever else stands', () => {
    checkPartitions(needed, found({ 'samsvar.links': 12, 'samsvar.links.dead': 1, other: 3 }));
  });

  test('are waited for where they do not stand: that is no wrong number', () => {
    const none = found({ 'samsvar.links': 12 });
    checkPartitions(needed, none);
    expect(missingOf(names, none)).toEqual(['samsvar.links.dead']);
    expect(missingOf(names, found({}))).toEqual(names);
  });

  test.each([1, 11, 13, 24])(
    'do not fit with %i partitions where 12 are needed: topic, numbers and remedy',
    (count) => {
      const check = () => checkPartitions(needed, found({ 'samsvar.links': count, 'samsvar.links.dead': 1 }));
      expect(check).toThrow(WrongPartitions);
      expect(check).toThrow(
        `counts on: samsvar.links (${count} instead of 12). Partitions decide where a key goes, so they are never ` +
          'changed in place: stop the services, let the topic drain, delete it',
      );
    },
  );

  test('are all named where several are wrong', () => {
    const check = () => checkPartitions(needed, found({ 'samsvar.links': 1, 'samsvar.links.dead': 12 }));
    expect(check).toThrow('samsvar.links (1 instead of 12), samsvar.links.dead (12 instead of 1). ');
  });
});
