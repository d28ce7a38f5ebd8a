import type { LinkEvent } from '@samsvar/sync';
import type { Beginning, Edit } from './edits.js';
import { settings } from './settings.js';
import type { World } from './world.js';

/** Something a history must never show. */
export interface Violation {
  readonly guarantee: 'agreement' | 'lost edit' | 'duplicate' | 'quiet' | 'cause' | 'writes';
  readonly words: string;
}

const stepsOfCalm = 80;

/** Lives one history by its seed: edits and faults, then calm; says what was violated. */
export async function live(world: World, steps: number): Promise<readonly Violation[]> {
  world.firstScans();
  for (let step = 0; step < steps; step++) await world.step();
  const settled = await world.settle(stepsOfCalm);
  const found: Violation[] = settled ? [] : [{ guarantee: 'agreement', words: 'the world did not come to rest' }];
  found.push(...disagreements(world), ...lostEdits(world), ...duplicates(world), ...tooManyWrites(world));
  const { causeless } = world.bus;
  if (causeless > 0) found.push({ guarantee: 'cause', words: `${causeless} writes without a cause` });
  const writes = world.pogo.writes + world.hrm.writes;
  await world.settle(6);
  const more = world.pogo.writes + world.hrm.writes - writes;
  if (more > 0) found.push({ guarantee: 'quiet', words: `a quiet sweep wrote ${more} times` });
  return found;
}

function disagreements(world: World): readonly Violation[] {
  const links = [...world.ledger.kept.values()].map(({ changed }) => changed);
  const standing = links.flatMap(({ state, standing: { state: stands, reasons } }): readonly Violation[] => {
    const words = `${state.founding!.id} stands ${stands}: ${JSON.stringify(reasons)}`;
    return stands === 'agree' ? [] : [{ guarantee: 'agreement', words }];
  });
  return [...standing, ...world.customs.beginnings.flatMap((one) => differences(world, one))];
}

function differences(world: World, one: Beginning): readonly Violation[] {
  const counterpart = world.counterpart(one.resource, one.id);
  if (!counterpart) return [{ guarantee: 'agreement', words: `${one.id} has no counterpart` }];
  const hrm = world.hrm.get(counterpart.resource, counterpart.id)!.values;
  const pogo = world.pogo.stored(one.resource, one.id).values;
  const category = world.people.categoryOf(one);
  const { fields } = settings.policyOf(category);
  return world.customs.editables[category].flatMap((field) => {
    const { canonical, pogo: place } = field;
    const [a, b] = [pogo[place] ?? null, world.people.inPogo(field, hrm[canonical] ?? null)];
    const same = a === b || (a !== null && b !== null && fields[canonical]!.same(a, b));
    return same
      ? []
      : [{ guarantee: 'agreement' as const, words: `${one.id} ${canonical}: ${String(a)} and ${String(b)}` }];
  });
}

/**
 * An edit is kept if it is what is held now, if somebody saw it and changed it, or if an event keeps it as a loser.
 * What belongs to a customer is nobody's business once the person is an employee.
 */
function lostEdits(world: World): readonly Violation[] {
  return world.edits.flatMap((edit, index) => {
    const { recordId, field, value } = edit;
    const one = world.customs.beginnings.find(({ id }) => id === recordId)!;
    if (world.pogo.stored(one.resource, one.id).values[field.pogo] === value) return [];
    if (world.people.joined.has(recordId) && field.pogo.startsWith('customer.')) return [];
    const others = world.edits.filter((other) => other.recordId === recordId && sameField(other, edit));
    if (others.some(({ parent }) => parent === value)) return [];
    if (isReturn(world, one, edit, index)) return [];
    if (world.eventsOf(recordId).some((event) => keeps(world, event, edit))) return [];
    return [{ guarantee: 'lost edit' as const, words: `${recordId} ${field.canonical} = ${String(value)}` }];
  });
}

const sameField = (a: Edit, b: Edit) => a.field.canonical === b.field.canonical;

/**
 * What was held before and is said again cannot be told from what nobody has changed; words and days nobody has said
 * before always can.
 */
function isReturn(world: World, one: Beginning, edit: Edit, index: number): boolean {
  const { recordId, field, value } = edit;
  if (world.pogo.first(one.resource, one.id).values[field.pogo] === value) return true;
  return world.edits
    .slice(0, index)
    .some((other) => other.recordId === recordId && sameField(other, edit) && other.value === value);
}

/** A loser is kept in canonical words: names of records as links, whether it is active rather than archived. */
function keeps(world: World, event: LinkEvent, { field, value }: Edit): boolean {
  if (event.type !== 'ConflictFound' && event.type !== 'InitialDifference') return false;
  const said = world.people.canonical(field, value);
  return event.theirs[field.canonical] === said || event.agreed[field.canonical] === said;
}

function duplicates(world: World): readonly Violation[] {
  const linked = world.customs.beginnings.flatMap(({ resource, id }) => world.counterpart(resource, id)?.id ?? []);
  const extra = world.hrm.all().filter(({ id, reference }) => reference !== undefined && !linked.includes(id));
  const shared = linked.length - new Set(linked).size;
  const born = extra.map(({ id }) => ({
    guarantee: 'duplicate' as const,
    words: `${id} was born and belongs to nobody`,
  }));
  return shared > 0 ? [...born, { guarantee: 'duplicate', words: `${shared} counterparts are shared` }] : born;
}

/** Who takes on a role is another category, with fields of its own, and references among them that may come late. */
const writesPerRole = 4;
/** A department waits for its manager, a person for a manager or a department: each may follow as one update. */
const lateReferences = 4;

/** What changed data must be owed to something: an edit, a birth, a difference settled, a reference that came late. */
function tooManyWrites(world: World): readonly Violation[] {
  const settledDifferences = world.customs.beginnings
    .flatMap(({ id }) => world.eventsOf(id))
    .filter(({ type }) => type === 'ConflictFound' || type === 'InitialDifference' || type === 'ReferenceFound').length;
  const owed =
    world.edits.length +
    world.hrm.creates +
    settledDifferences +
    lateReferences +
    world.people.joined.size * writesPerRole;
  const made = world.pogo.writes + world.hrm.writes;
  return made > owed ? [{ guarantee: 'writes', words: `${made} writes for ${owed} causes` }] : [];
}
