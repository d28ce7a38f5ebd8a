import { describe, expect, test } from 'vitest';
import { fateOf, History, type Sight, type Step } from './history.js';

let clock = 0;
const step = (end: Step['end'], parent: string, value: string): Step => ({ end, at: ++clock, parent, value });
const sight = (end: Step['end'], value: string): Sight => ({ end, at: ++clock, value });
const lost = (steps: readonly Step[], sights: readonly Sight[], final: string) =>
  fateOf(steps, sights, final).lost.map(({ step: { value } }) => value);

describe('the causal history of a unit', () => {
  test('knows who had seen whom, through others too', () => {
    const first = [step('go', 'o', 'a'), step('hrm', 'a', 'b')];
    const last = step('go', 'b', 'c');
    const history = new History([...first, last]);
    expect([history.saw('c', 'o'), history.saw('o', 'c'), history.replaced('a', last)]).toEqual([true, false, true]);
  });

  test('holds no value for replaced that somebody said again', () => {
    const steps = [step('go', 'o', 'a'), step('go', 'a', 'o')] as const;
    const history = new History(steps);
    expect([history.replaced('o', steps[0]), history.replaced('a', steps[1])]).toEqual([false, false]);
  });
});

describe('an edit', () => {
  test('is kept while it stands, or whoever replaced it had seen it', () => {
    const steps = [step('go', 'o', 'a'), step('hrm', 'a', 'b')];
    expect(fateOf(steps, [], 'b')).toEqual({ lost: [], conflicts: 0, ambiguous: 0 });
  });

  test('that gave way to one nobody had seen is a conflict, not a loss', () => {
    const steps = [step('go', 'o', 'a'), step('hrm', 'o', 'b')];
    expect(fateOf(steps, [], 'a')).toEqual({ lost: [], conflicts: 1, ambiguous: 0 });
  });

  test('is lost if what it replaced stands at the end', () => {
    expect(lost([step('go', 'o', 'a')], [], 'o')).toEqual(['a']);
    expect(lost([step('go', 'o', 'a'), step('hrm', 'a', 'b')], [], 'a')).toEqual(['b']);
  });

  test('is lost if something stands that nobody said', () => {
    expect(lost([step('go', 'o', 'a')], [], 'garbage')).toEqual(['a']);
  });

  test('is lost if its own end was seen to go back, whatever came after', () => {
    const steps = [step('hrm', 'o', 'a')];
    const sights = [sight('hrm', 'a'), sight('hrm', 'o')];
    steps.push(step('go', 'o', 'b'));
    expect(lost(steps, sights, 'b')).toEqual(['a']);
    expect(lost(steps, [sight('hrm', 'a'), sight('hrm', 'b')], 'b')).toEqual([]);
  });

  test('is lost if whoever edited next at its end saw what it had replaced', () => {
    expect(lost([step('hrm', 'o', 'a'), step('hrm', 'o', 'b')], [], 'b')).toEqual(['a']);
  });

  test('may give way to one it had not seen, though the same was said at the other end by somebody who had', () => {
    const steps = [step('go', 'o', 'a'), step('go', 'a', 'b'), step('hrm', 'o', 'b')];
    expect(lost(steps, [sight('hrm', 'b'), sight('hrm', 'a'), sight('hrm', 'b')], 'b')).toEqual([]);
  });

  test('may give way to what it had replaced, where somebody it had not seen said that again', () => {
    const steps = [step('hrm', 'empty', 'a'), step('hrm', 'a', 'b'), step('go', 'a', 'empty')];
    const sights = [sight('hrm', 'b'), sight('hrm', 'empty')];
    expect(fateOf(steps, sights, 'empty')).toMatchObject({ lost: [], conflicts: 1 });
  });

  test('of what had just come from the other end is a conflict while we were not answered, and lost later', () => {
    const from = (at: number): Step => ({ end: 'hrm', at, parent: 'a', value: 'b' });
    const steps = (at: number): Step[] => [{ end: 'go', at: 1_000, parent: 'o', value: 'a' }, from(at)];
    const sights = (at: number): Sight[] => [
      { end: 'hrm', at: 20_000, value: 'a' },
      { end: 'hrm', at: at + 500, value: 'b' },
      { end: 'hrm', at: at + 5_000, value: 'a' },
    ];
    expect(fateOf(steps(50_000), sights(50_000), 'a')).toEqual({ lost: [], conflicts: 1, ambiguous: 1 });
    expect(fateOf(steps(90_000), sights(90_000), 'a').lost).toHaveLength(1);
  });

  test('that people undid themselves is not lost', () => {
    const steps = [step('go', 'o', 'a'), step('go', 'a', 'o')];
    expect(fateOf(steps, [sight('go', 'a'), sight('go', 'o')], 'o')).toEqual({ lost: [], conflicts: 0, ambiguous: 0 });
  });
});
