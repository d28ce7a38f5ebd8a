import type { Refusal, Scalar } from '@samsvar/contracts';
import type { LinkState, Standing } from '@samsvar/sync';
import type { Beginning, Editable } from '../edits.js';
import { isRefused } from '../end-customs.js';
import { settings } from '../settings.js';
import type { World } from '../world.js';

/** G1: after calm every link stands in agreement, and both systems hold the same. */
export function agreement(world: World): readonly string[] {
  const links = [...world.ledger.kept.values()].map(({ changed }) => changed);
  const standing = links
    .filter(({ standing: { state } }) => state !== 'agree' && state !== 'ended')
    .filter(({ standing, state }) => !isForAPerson(state, standing))
    .filter(({ state, standing: { reasons } }) => !isRefusedByHrm(world, state.founding!.id, reasons))
    .filter(({ state, standing: { reasons } }) => !isAsked(world, state.founding!.id, reasons))
    .map(({ state, standing: { state: stands, reasons } }) => {
      return `${state.founding!.id} stands ${stands}: ${JSON.stringify(reasons)}`;
    });
  return [...standing, ...world.customs.beginnings.flatMap((one) => differences(world, one))];
}

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

/**
 * Whether the HRM does not take what PowerOffice Go holds in the field or in another of its unit, or what a person had
 * restored there and PowerOffice Go was not told any more.
 */
function refuses({ people, hrm }: World, one: Beginning, { unit }: Editable): boolean {
  const fields = people.fieldsOf(one).filter((field) => field.unit === unit);
  const { agreed } = people.at.wanted(one, true);
  return fields.some(({ canonical, ...field }) =>
    [people.seen(one, { canonical, ...field }, false), agreed[canonical]].some((value) =>
      isRefused(hrm.customs, canonical, value),
    ),
  );
}

/** Who meets again with another number is a question for a person, as at a first meeting. */
const isAsked = ({ operator }: World, id: string, reasons: readonly Refusal[]): boolean =>
  operator.parted.includes(id) && reasons.every(({ field }) => field === 'employeeNumber');

function differences(world: World, one: Beginning): readonly string[] {
  if (!world.counterpart(one.resource, one.id)) return [`${one.id} has no counterpart`];
  const { people } = world;
  return people.fieldsOf(one).flatMap((field) => {
    const [a, b] = [people.seen(one, field, false), people.seen(one, field, true)];
    const asks = field.canonical === 'employeeNumber' && world.operator.parted.includes(one.id);
    return asks || isSame(world, one, field, [a, b]) || refuses(world, one, field)
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
