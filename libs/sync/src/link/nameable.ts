import type { FieldPolicy } from '../policy.js';
import type { LinkContext } from './context.js';
import type { Draft } from './draft.js';
import { systemOf } from './events.js';
import { hearAgain } from './hear.js';
import type { LinkState } from './state.js';
import { membersOf } from './state.js';

/** What is set aside since a record that was chosen has no counterpart: the field, and the links of who was chosen. */
export interface Unnamed {
  readonly field: string;
  readonly targets: readonly string[];
}

export const unnamedIn = (state: LinkState): readonly Unnamed[] =>
  Object.values(state.units)
    .flatMap(({ parked = {} }) => Object.values(parked).flat())
    .flatMap(({ field, code }) =>
      code === 'reference-not-expressible' && field !== null ? [{ field, targets: targetsIn(state, field) }] : [],
    );

const targetsIn = (state: LinkState, field: string): readonly string[] =>
  [state.agreed[field], ...membersOf(state).map(([, { said }]) => said[field])].filter(
    (target) => typeof target === 'string' && !target.includes('/'),
  ) as readonly string[];

/** Something around the link changed: what could not be said is said once all who are meant have a counterpart. */
export function nameAgain(draft: Draft, context: LinkContext): void {
  for (const { field: name, targets } of unnamedIn(draft.state)) {
    const field = context.policy.fields[name];
    if (field && targets.every((target) => isNameable(draft, context, field, target))) sayable(draft, context, field);
  }
}

const isNameable = ({ state }: Draft, context: LinkContext, field: FieldPolicy, target: string): boolean =>
  membersOf(state).every(
    ([key]) => !field.toldTo.includes(systemOf(key)) || context.telling(key, field, target) !== 'never',
  );

/** What could not be said because it named nobody is looked at again, whoever said it. */
export function sayable(draft: Draft, context: LinkContext, { unit: name }: FieldPolicy): void {
  const reasons = Object.values(draft.state.units[name]?.parked ?? {}).flat();
  if (!reasons.some(({ code }) => code === 'reference-not-expressible')) return;
  draft.add({ type: 'UnitReleased', unit: name });
  const unit = context.policy.units.find((one) => one.name === name);
  if (unit) hearAgain(draft, context, unit);
}
