import type { FieldPolicy, Unit } from '../policy.js';
import { isEmpty } from '../values.js';
import { holds, sameField } from './compare.js';
import type { LinkContext, Telling } from './context.js';
import type { MemberKey } from './events.js';
import { systemOf } from './events.js';
import type { LinkState, Member } from './state.js';

/** What a member lacks of what was agreed, and why parts of it cannot be told now. */
export interface Needs {
  readonly op: 'create' | 'update';
  readonly fields: readonly FieldPolicy[];
  /** References whose target is about to have a record there, waits for a person, or can never be named. */
  readonly soon: readonly FieldPolicy[];
  readonly after: readonly FieldPolicy[];
  readonly later: readonly FieldPolicy[];
  readonly never: readonly FieldPolicy[];
  /** Fields the system requires that are empty: nothing is born without them. */
  readonly missing: readonly FieldPolicy[];
  /** Fields written successfully so often that writing again would be a quarrel. */
  readonly bouncing: readonly FieldPolicy[];
}

/** After this many successful writes of one agreed value that came back different, a person must look. */
export const bouncesMax = 3;
/** Our value is sent once more over an edit on the wrong side; after that the difference is shown and left. */
const resendsMax = 1;

const nothing: Needs = {
  op: 'update',
  fields: [],
  soon: [],
  after: [],
  later: [],
  never: [],
  missing: [],
  bouncing: [],
};

/** What `key` lacks. A member that is not there yet lacks everything it can be told. */
export function needsOf(state: LinkState, context: LinkContext, key: MemberKey): Needs {
  const member = state.members[key];
  const wanted = member?.ref ? lacking(state, context, key, member) : birth(state, context, key);
  const op = member?.ref ? 'update' : 'create';
  if (wanted.length === 0 && op === 'update') return nothing;
  const tellings = wanted.map((field) => [field, tellingOf(state, context, key, field)] as const);
  const like = (telling: Telling) => tellings.filter(([, found]) => found === telling).map(([field]) => field);
  const bouncing = like('yes').filter((field) => (member?.written[field.name] ?? 0) > bouncesMax);
  return {
    op,
    fields: like('yes').filter((field) => !bouncing.includes(field)),
    soon: like('soon'),
    after: like('after'),
    later: like('later'),
    never: like('never'),
    missing: op === 'create' ? requiredButEmpty(state, context, key) : [],
    bouncing,
  };
}

function lacking(state: LinkState, context: LinkContext, key: MemberKey, member: Member): readonly FieldPolicy[] {
  const fields: FieldPolicy[] = [];
  for (const unit of context.policy.units) {
    const moves = (field: FieldPolicy) => canTell(field, key, state, member) && lacks(field, state, member);
    if (isFrozen(state, unit) || !unit.fields.some(moves)) continue;
    fields.push(...unit.fields.filter((field) => canTell(field, key, state, member) && isOther(field, state, member)));
  }
  return fields;
}

const canTell = (field: FieldPolicy, key: MemberKey, state: LinkState, member: Member) =>
  field.toldTo.includes(systemOf(key)) &&
  state.agreed[field.name] !== undefined &&
  member.said[field.name] !== undefined;

function lacks(field: FieldPolicy, state: LinkState, member: Member): boolean {
  if ((member.overridden[field.name] ?? 0) > resendsMax) return false;
  if (!field.once) return !holds(field, member, state.agreed);
  const base = member.base[field.name];
  return !sameField(field, base ?? member.said[field.name], state.agreed[field.name]);
}

/** Within a unit that moves, every field whose stored value is not the agreed one travels along. */
const isOther = (field: FieldPolicy, state: LinkState, member: Member) =>
  lacks(field, state, member) || (!field.once && !holds(field, member, state.agreed));

const birth = (state: LinkState, context: LinkContext, key: MemberKey): readonly FieldPolicy[] =>
  context.policy.units
    .filter((unit) => !isFrozen(state, unit))
    .flatMap((unit) => unit.fields)
    .filter((field) => field.toldTo.includes(systemOf(key)) && !isEmptyOrUnsaid(state, field));

const requiredButEmpty = (state: LinkState, context: LinkContext, key: MemberKey): readonly FieldPolicy[] =>
  Object.values(context.policy.fields).filter(
    (field) =>
      field.required &&
      field.toldTo.includes(systemOf(key)) &&
      (isEmptyOrUnsaid(state, field) || state.units[field.unit] !== undefined),
  );

const isEmptyOrUnsaid = (state: LinkState, field: FieldPolicy) =>
  state.agreed[field.name] === undefined || isEmpty(state.agreed[field.name]);

/** A unit in an open conflict, or set aside, is neither written nor compared. */
export const isFrozen = (state: LinkState, unit: Unit): boolean => state.units[unit.name] !== undefined;

function tellingOf(state: LinkState, context: LinkContext, key: MemberKey, field: FieldPolicy): Telling {
  const value = state.agreed[field.name];
  return field.reference && typeof value === 'string' ? context.telling(key, field, value) : 'yes';
}
