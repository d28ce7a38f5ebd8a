import type { Refusal, Scalar } from '@samsvar/contracts';
import type { LinkState, Standing } from '@samsvar/sync';
import type { Beginning, Editable } from '../edits.js';
import { isRefused } from '../end-customs.js';
import { settings } from '../settings.js';
import type { World } from '../world.js';

/**
 * G1: after calm every link stands in agreement, and both systems hold the same; but for what people deleted or let
 * leave a role meanwhile, which G5 and G6 judge.
 */
export function agreement(world: World): readonly string[] {
  const { touched } = world.people.goings;
  const links = [...world.ledger.kept.values()]
    .map(({ changed }) => changed)
    .filter(({ state }) => !touched.has(state.founding!.id))
    .filter(({ standing: { reasons } }) => touched.size === 0 || reasons.length === 0 || !reasons.every(isReference));
  const kept = world.customs.beginnings.filter(({ id }) => !touched.has(id));
  const standing = links
    .filter(({ standing: { state } }) => state !== 'agree' && state !== 'ended')
    .filter(({ standing, state }) => !isForAPerson(state, standing))
    .filter(({ state, standing: { reasons } }) => !isRefusedByHrm(world, state.founding!.id, reasons))
    .map(({ state, standing: { state: stands, reasons } }) => {
      return `${state.founding!.id} stands ${stands}: ${JSON.stringify(reasons)}`;
    });
  return [...standing, ...kept.flatMap((one) => differences(world, one))];
}

/** Who refers to what was deleted waits for it, with that reason. */
const isReference = ({ code }: Refusal): boolean => code === 'late-reference' || code === 'reference-not-expressible';

/** What was born in the HRM waits for a person to say its number, or the code it or somebody it refers to lacks. */
const isForAPerson = ({ founding }: LinkState, { state, reasons }: Standing): boolean =>
  founding?.system === 'customhrm' &&
  (state === 'conflicts' || state === 'parked' || state === 'waiting') &&
  reasons.every(({ field, code }) => field === 'employeeNumber' || field === 'code' || code === 'late-reference');

/** What the HRM refuses is set aside, with a reason a person can act on: there both sides keep what they have. */
function isRefusedByHrm(world: World, id: string, reasons: readonly Refusal[]): boolean {
  const one = world.customs.beginnings.find((other) => other.id === id);
  const isTheReason = (name: string | null) =>
    one !== undefined &&
    world.people.fieldsOf(one).some((field) => field.canonical === name && refuses(world, one, field));
  return reasons.length > 0 && reasons.every(({ field, code }) => code === 'refused' && isTheReason(field));
}

/** Whether the HRM does not take what PowerOffice Go holds in the field, or in another of its unit. */
function refuses({ people, hrm }: World, one: Beginning, { unit }: Editable): boolean {
  const fields = people.fieldsOf(one).filter((field) => field.unit === unit);
  return fields.some((field) => isRefused(hrm.customs, field.canonical, people.seen(one, field, false)));
}

function differences(world: World, one: Beginning): readonly string[] {
  if (!world.counterpart(one.resource, one.id)) return [`${one.id} has no counterpart`];
  const { people } = world;
  return people.fieldsOf(one).flatMap((field) => {
    const isNaming = field.manner === 'department' || field.manner === 'manager';
    if (isNaming && people.goings.touched.size > 0) return [];
    const [a, b] = [people.seen(one, field, false), people.seen(one, field, true)];
    return isSame(world, one, field, [a, b]) || refuses(world, one, field)
      ? []
      : [`${one.id} ${field.canonical}: ${String(a)} and ${String(b)}`];
  });
}

/** Equal as the field compares, or what the HRM makes of what PowerOffice Go holds. */
function isSame(world: World, one: Beginning, { canonical }: Editable, [a, b]: readonly [Scalar, Scalar]): boolean {
  if (a === b || world.hrm.storedAs(canonical, a) === b) return true;
  const { fields } = settings.policyOf(world.people.categoryOf(one));
  return a !== null && b !== null && fields[canonical]!.same(a, b);
}
