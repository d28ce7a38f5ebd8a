import type { Scalar, Values } from '@samsvar/contracts';
import { describe, expect, test } from 'vitest';
import type { Owner } from '../policy.js';
import { policyFrom } from '../policy.js';
import { answered, born, hrm, opened, plainField, pogo, seen } from '../testing/given.js';
import type { LinkInput } from './decide.js';
import { decided } from './decide.js';
import type { LinkEvent, MemberKey } from './events.js';
import type { LinkState } from './state.js';
import { noLink } from './state.js';

/**
 * Every way two members can have changed a unit since they last agreed, over a domain of four values (one is empty):
 * what each held then, and what each holds now, heard in either order; and two units of one record together. The rule
 * they are held against is written apart, in the words of reference/correctness.md B.5.
 */
const domain: readonly Scalar[] = [null, 'x', 'y', 'z'];
const sides = [pogo, hrm] as const;

/** One unit's history: what each side held when they last agreed (a system may store otherwise), and holds now. */
interface Pattern {
  readonly baseA: Scalar;
  readonly baseB: Scalar;
  readonly a: Scalar;
  readonly b: Scalar;
}

interface Merged {
  readonly a: Scalar;
  readonly b: Scalar;
  readonly conflict: boolean;
}

/**
 * The naive rule, for the side heard first and then the other. Who changed to what the other was last known to hold
 * agrees with it then and there; who changed otherwise is in the right unless the other has changed as well.
 */
function naive(pattern: Pattern, order: readonly MemberKey[], owner: 'powerofficego' | 'customhrm'): Merged {
  const { baseA, baseB, a, b } = pattern;
  const [first, second] =
    order[0] === pogo
      ? [
          { base: baseA, now: a },
          { base: baseB, now: b },
        ]
      : [
          { base: baseB, now: b },
          { base: baseA, now: a },
        ];
  const firstIsNews = first.now !== first.base && first.now !== second.base;
  const secondChanged = second.now !== second.base;
  if (first.now === first.base && !secondChanged) return { a, b, conflict: false };
  if (firstIsNews && secondChanged && a !== b) {
    const winner = owner === 'powerofficego' ? a : b;
    return { a: winner, b: winner, conflict: true };
  }
  const winner = secondChanged ? second.now : first.now;
  return { a: winner, b: winner, conflict: false };
}

const all: readonly Pattern[] = domain.flatMap((baseA) =>
  domain.flatMap((baseB) => domain.flatMap((a) => domain.map((b) => ({ baseA, baseB, a, b })))),
);

const policyWith = (owner: Owner) =>
  policyFrom('EMPLOYEE', [
    plainField('one', { owner }),
    plainField('two', { owner }),
    plainField('half', { owner, unit: 'whole' }),
    plainField('rest', { owner, unit: 'whole' }),
  ]);
const policies = { powerofficego: policyWith('powerofficego'), customhrm: policyWith('customhrm') };

/** Both systems, obeying, and the link between them. */
class Pair {
  private state: LinkState = noLink('l');
  readonly events: LinkEvent[] = [];
  private readonly stored: Record<string, Record<string, Scalar>> = {};
  private readonly revisions: Record<string, number> = { [pogo]: 1, [hrm]: 1 };

  constructor(private readonly owner: keyof typeof policies) {}

  input(input: LinkInput): void {
    const context = { policy: policies[this.owner], writes: true, telling: () => 'yes' as const };
    const { events, state } = decided(this.state, input, context);
    this.state = state;
    this.events.push(...events);
  }

  /** Both held something else before; then A said `baseA`, and B stored `baseB` of it. */
  agreeOn(baseA: Values, baseB: Values): void {
    const before = Object.fromEntries(Object.keys(baseA).map((field) => [field, 'before']));
    this.input(opened(before));
    this.input(born(1, before));
    this.stored[pogo] = { ...baseA };
    this.stored[hrm] = { ...before };
    this.says(pogo, baseA);
    const { asked } = this.state.members[hrm]!;
    this.stored[hrm] = { ...baseB };
    this.revisions[hrm]!++;
    const sent = Object.keys(asked!.wanted);
    this.input(answered(hrm, asked!.n, { sent, values: baseB, revision: this.revisions[hrm]! }));
    this.events.length = 0;
  }

  edits(at: MemberKey, values: Values): void {
    this.stored[at] = { ...values };
    this.revisions[at]!++;
  }

  /** A poll brings what a side holds now. */
  says(at: MemberKey, values: Values = this.stored[at]!): void {
    if (values !== this.stored[at]) this.revisions[at]!++;
    this.input(seen(at, this.revisions[at]!, values));
  }

  /** Whatever was asked is done, or answered `stale` where a person was faster, until nothing is. */
  obey(): void {
    for (let round = 0; round < 8; round++) {
      const at = sides.find((side) => this.state.members[side]?.asked);
      if (!at) return;
      this.answer(at);
    }
    throw new Error('it never falls silent');
  }

  private answer(at: MemberKey): void {
    const { n, wanted, expected } = this.state.members[at]!.asked!;
    const held = this.stored[at]!;
    const names = Object.keys(wanted);
    const more = { values: held, revision: this.revisions[at]! };
    if (names.some((name) => held[name] !== expected[name] && held[name] !== wanted[name])) {
      return this.input(answered(at, n, { outcome: 'stale', ...more }));
    }
    const sent = names.filter((name) => held[name] !== wanted[name]);
    this.edits(at, { ...held, ...wanted });
    this.input(answered(at, n, { sent, values: this.stored[at]!, revision: this.revisions[at]! }));
  }

  /** Both edit, both are heard, and both do as they are told. */
  run({ baseA, baseB, a, b }: Readonly<Record<keyof Pattern, Values>>, order: readonly MemberKey[]): void {
    this.agreeOn(baseA, baseB);
    this.edits(pogo, a);
    this.edits(hrm, b);
    for (const side of order) this.says(side);
    this.obey();
  }

  readonly held = (at: MemberKey): Values => this.stored[at]!;
  readonly conflicts = (): readonly string[] =>
    this.events.flatMap((event) => (event.type === 'ConflictFound' ? [event.unit] : []));
}

function merge(patterns: Readonly<Record<string, Pattern>>, order: readonly MemberKey[], owner: keyof typeof policies) {
  const of = (name: keyof Pattern) =>
    Object.fromEntries(Object.entries(patterns).map(([unit, pattern]) => [unit, pattern[name]]));
  const pair = new Pair(owner);
  pair.run({ baseA: of('baseA'), baseB: of('baseB'), a: of('a'), b: of('b') }, order);
  const conflicts = pair.conflicts();
  return Object.keys(patterns).map((unit) => {
    const merged: Merged = { a: pair.held(pogo)[unit]!, b: pair.held(hrm)[unit]!, conflict: conflicts.includes(unit) };
    return [unit, merged] as const;
  });
}

const still: Pattern = { baseA: 'x', baseB: 'x', a: 'x', b: 'x' };
const orders = [sides, [...sides].reverse()];

const owners = ['powerofficego', 'customhrm'] as const;

/** Compares without the test library where nothing is wrong: there are hundreds of thousands of cases. */
function holdsFor(
  patterns: Readonly<Record<string, Pattern>>,
  order: readonly MemberKey[],
  owner: keyof typeof policies,
) {
  const merged = merge(patterns, order, owner);
  for (const [unit, now] of merged) {
    const { a, b, conflict } = now;
    const rule = naive(patterns[unit]!, order, owner);
    if (a === rule.a && b === rule.b && conflict === rule.conflict) continue;
    expect({ patterns, order, owner, unit, merged: now }).toEqual({
      patterns,
      order,
      owner,
      unit,
      merged: rule,
    });
  }
}

describe.each(owners)('with %s as owner', (owner) => {
  test('every pattern of one unit merges as the naive rule says, in either order', () => {
    for (const order of orders) for (const pattern of all) holdsFor({ one: pattern, two: still }, order, owner);
  });

  test('every pattern of two units together merges each as if it were alone', { timeout: 120_000 }, () => {
    for (const order of orders) for (const one of all) for (const two of all) holdsFor({ one, two }, order, owner);
  });

  test('fields that move together are one value: the winner has all of it, and halves are never mixed', () => {
    const pairs = [
      { half: null, rest: null },
      { half: 'x', rest: 'p' },
      { half: 'y', rest: 'p' },
      { half: 'x', rest: 'q' },
    ];
    const named = domain.map((name, index) => [name, pairs[index]!] as const);
    for (const order of orders) {
      for (const pattern of all.filter(({ baseA, baseB }) => baseA === baseB)) {
        const of = (value: Scalar) => named.find(([name]) => name === value)![1];
        const pair = new Pair(owner);
        pair.run({ baseA: of(pattern.baseA), baseB: of(pattern.baseB), a: of(pattern.a), b: of(pattern.b) }, order);
        const rule = naive(pattern, order, owner);
        const { held, conflicts } = pair;
        expect([pattern, held(pogo), held(hrm), conflicts().length > 0]).toEqual([
          pattern,
          of(rule.a),
          of(rule.b),
          rule.conflict,
        ]);
      }
    }
  });
});
