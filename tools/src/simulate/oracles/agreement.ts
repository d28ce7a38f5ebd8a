import type { Refusal, Scalar } from '@samsvar/contracts';
import type { LinkState, Standing } from '@samsvar/sync';
import type { Beginning, Editable } from '../edits.js';
import { isRefused } from '../end-customs.js';
import { settings } from '../settings.js';
import { isNobody } from '../wording.js';
import type { World } from '../world.js';
import { isApart } from './apart.js';

/**
 * G1: after calm every link stands in agreement, and both systems hold the same; but for what is deleted on one side
 * and not back, and for whom a person let go when the employee's role ended: G5 and G6 judge those.
 */
export function agreement(world: World): readonly string[] {
  const links = [...world.ledger.kept.values()]
    .map(({ changed }) => changed)
    .filter(({ state }) => !isApart(world, { id: state.founding!.id }));
  const kept = world.customs.beginnings.filter((one) => !isApart(world, one));
  const standing = links
    .filter(({ standing: { state } }) => state !== 'agree' && state !== 'ended')
    .filter(({ state }) => !isTaken(world, state))
    .filter(({ state, standing }) => !isRight(world, state, standing))
    .map(({ state, standing: { state: stands, reasons } }) => {
      return `${state.founding!.id} stands ${stands}: ${JSON.stringify(reasons)}`;
    });
  return [...standing, ...kept.flatMap((one) => differences(world, one))];
}

/** Whether each of the reasons why it does not agree is as it should be. */
function isRight(world: World, state: LinkState, { state: stands, reasons }: Standing): boolean {
  const { id } = state.founding!;
  const isGood = (reason: Refusal) =>
    isForWhoIsApart(world, state, reason) ||
    isForAPerson(world, state, [stands, reason]) ||
    isPersonsTurn(world, id, reason) ||
    isAsked(world, id, reason);
  return reasons.length > 0 && reasons.every(isGood);
}

/** Who refers to what was deleted, or to whom a person is asked about, waits for it, with that reason. */
const isForWhoIsApart = (world: World, state: LinkState, reason: Refusal): boolean =>
  isReference(reason) &&
  (isLinkApart(world, state.agreed[reason.field ?? '']) ||
    world.customs.beginnings
      .filter(({ id }) => id === state.founding!.id)
      .some((one) => world.people.fieldsOf(one).some((field) => isNamingApart(world, one, field))));

const isLinkApart = (world: World, linkId: Scalar | undefined): boolean => {
  const state = typeof linkId === 'string' && world.ledger.kept.get(linkId)?.changed.state;
  return state && state.founding ? isApart(world, { id: state.founding.id }) || isTaken(world, state) : false;
};

/**
 * Whether a field names a record that is deleted on a side, one that is no employee, one a person is asked about, or
 * that nobody is any more; or a person had a name restored that was kept before somebody was parted: the link it names
 * is over.
 */
const isNamingApart = (world: World, one: Beginning, field: Editable): boolean =>
  namesEnded(world, one, field) || (world.people.goings.count > 0 && namesApart(world, one, field));

const namesEnded = (world: World, { id }: Beginning, { unit }: Editable): boolean =>
  world.operator.parted.length > 0 &&
  world.eventsOf(id).some((event) => event.type === 'ValueRestored' && event.unit === unit);

const isAskedAbout = (world: World, id: string): boolean =>
  [...world.ledger.kept.values()].some(
    ({ changed: { state } }) => state.founding?.id === id && !state.ended && isTaken(world, state),
  );

const namesApart = (world: World, one: Beginning, field: Editable): boolean =>
  [false, true]
    .map((atHrm) => world.people.seen(one, field, atHrm))
    .some(
      (id) =>
        typeof id === 'string' &&
        (isApart(world, { id }) ||
          world.people.goings.leftEmployees.has(id) ||
          isNobody(id) ||
          isAskedAbout(world, id)),
    );

const isReference = ({ code }: Refusal): boolean => code === 'late-reference' || code === 'reference-not-expressible';

/** What was born in the HRM waits for a person to say its number, or the code it or somebody it refers to lacks. */
const isForAPerson = (
  { people }: World,
  { founding, members }: LinkState,
  [state, { field, code }]: readonly [Standing['state'], Refusal],
): boolean =>
  (founding?.system === 'customhrm' ||
    people.newborns.all.some(({ resource, id }) => members[`customhrm/${resource}`]?.ref?.id === id)) &&
  (state === 'conflicts' || state === 'parked' || state === 'waiting') &&
  (field === 'employeeNumber' || field === 'code' || code === 'late-reference');

/**
 * Set aside, with a reason a person can act on, is what the HRM refuses, and what was put back and forth between both
 * sides: there both keep what they have.
 */
function isPersonsTurn(world: World, id: string, { field, code }: Refusal): boolean {
  const one = world.customs.beginnings.find((other) => other.id === id);
  if (!one) return false;
  // A person parted a customer from its department while link forgot what its people had been told: they say so.
  if (code === 'cannot-move')
    return world.operator.parted.length > 0 && world.faults.hits['linkFailover'] !== undefined;
  const about = world.people.fieldsOf(one).find(({ canonical, unit }) => canonical === field || unit === field);
  if (!about) return false;
  return code === 'bounces' ? isQuarrel(world, one, about) : code === 'refused' && refuses(world, one, about);
}

const turnsOfAQuarrel = 4;

/** Whether a unit is set aside for having gone back and forth. */
function isParked(world: World, one: Beginning, field: Editable): boolean {
  const unit = world.stateOf(one)?.units[field.unit];
  return unit?.parked !== undefined && isQuarrel(world, one, field);
}

/** Whether people kept putting back what others had changed. */
function isQuarrel({ edits }: World, { id }: Beginning, { unit }: Editable): boolean {
  const mine = edits.filter((edit) => edit.recordId === id && edit.field.unit === unit);
  const back = mine.filter((edit, at) =>
    mine.slice(0, at).some((other) => other.field === edit.field && other.parent === edit.value),
  );
  return mine.length >= turnsOfAQuarrel && back.length >= 2;
}

/**
 * Whether the HRM does not take what PowerOffice Go holds in the field or in another of its unit, or what a person had
 * restored there and PowerOffice Go was not told any more.
 */
function refuses({ people, hrm }: World, one: Beginning, { unit }: Editable): boolean {
  const fields = people.fieldsOf(one).filter((field) => field.unit === unit);
  const { agreed } = people.at.wanted(one);
  return fields.some(({ canonical, ...field }) =>
    [people.seen(one, { canonical, ...field }, false), agreed[canonical]].some((value) =>
      isRefused(hrm.customs, canonical, value),
    ),
  );
}

/** Who meets again with another number is a question for a person, as at a first meeting. */
const isAsked = ({ operator }: World, id: string, { field }: Refusal): boolean =>
  operator.parted.includes(id) && field === 'employeeNumber';

/**
 * Whether a person is asked about it. Who did not meet a twin that was there before gets a counterpart of its own, and
 * the twin is a question: it had been deleted while all met, or went by another name. So is what a create that slept
 * made a second time.
 */
const isTaken = (world: World, state: LinkState): boolean => isTwins(world, state) || asksInOtherRole(world, state);

const isTwins = ({ people, twins, pogo }: World, { founding, proposal }: LinkState): boolean =>
  proposal?.code === 'taken' &&
  (pogo.bornLate.has(founding!.id) ||
    people.goings.deletions.some(({ one, atHrm }) => !atHrm && one.id === founding!.id) ||
    [...twins.values()].includes(founding!.id));

/** A connector that was set back told one of a contact's roles before the other: it was asked about in that (R10). */
export const asksInOtherRole = ({ pogo, faults: { hits } }: World, { founding, proposal }: LinkState): boolean =>
  proposal?.rule === 'email-other-category' &&
  hits['failover'] !== undefined &&
  pogo.stored(founding!.resource, founding!.id).roles.length > 1;

function differences(world: World, one: Beginning): readonly string[] {
  const state = world.stateOf(one);
  if (state && isTaken(world, state)) return [];
  if (!world.counterpart(one.resource, one.id)) return [`${one.id} has no counterpart`];
  const { people } = world;
  return people.fieldsOf(one).flatMap((field) => {
    const isNaming = field.manner === 'department' || field.manner === 'manager';
    const [a, b] = [people.seen(one, field, false), people.seen(one, field, true)];
    if (isNaming && isNamingApart(world, one, field)) return [];
    const asks = field.canonical === 'employeeNumber' && world.operator.parted.includes(one.id);
    const isLeft = asks || refuses(world, one, field) || isParked(world, one, field);
    return isLeft || isSame(world, one, field, [a, b])
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
