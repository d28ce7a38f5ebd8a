import { describe, expect, test } from 'vitest';
import { Deck } from './deck.js';
import { Dice } from './dice.js';
import { blowsOf } from './weather.js';

const names = ['sandbox', 'mapping', 'mapping-2', 'link', 'link-consumer'];

describe('what befalls the processes', () => {
  test.each([2, 10])('in %s minutes is every sort of blow, and every process is killed', (minutes) => {
    for (let seed = 1; seed <= 50; seed++) {
      const blows = blowsOf(new Dice(seed), names, minutes * 60_000);
      const sorts = new Set(blows.map(({ sort }) => sort));
      expect([...sorts].sort()).toEqual(['freeze-kafka', 'freeze-postgres', 'kafka', 'kill', 'postgres', 'stop']);
      const killed = blows.filter(({ sort }) => sort === 'kill').map(({ whom }) => whom);
      expect([...new Set(killed)].sort()).toEqual([...names].sort());
      expect(killed.length).toBeGreaterThanOrEqual(minutes * 5);
    }
  });

  test('in ten minutes is somebody stopped for longer than any hold lasts', () => {
    const stops = blowsOf(new Dice(1), names, 600_000).filter(({ sort }) => sort === 'stop');
    expect(Math.max(...stops.map(({ forMs }) => forMs))).toBe(60_000);
  });

  test('is the same for the same seed', () => {
    expect(blowsOf(new Dice(7), names, 120_000)).toEqual(blowsOf(new Dice(7), names, 120_000));
  });
});

test('a deck deals everything before anything comes twice', () => {
  const deck = new Deck(new Dice(1), names);
  const dealt = Array.from({ length: 10 }, () => deck.next());
  expect([...dealt.slice(0, 5)].sort()).toEqual([...names].sort());
  expect([...dealt.slice(5)].sort()).toEqual([...names].sort());
});
