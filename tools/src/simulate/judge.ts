import type { LinkEvent } from '@samsvar/sync';
import { type Beginning, beginnings, editables } from './edits.js';
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
  return [...standing, ...beginnings.flatMap((one) => differences(world, one))];
}

function differences(world: World, one: Beginning): readonly Violation[] {
  const counterpart = world.counterpart(one.resource, one.id);
  if (!counterpart) return [{ guarantee: 'agreement', words: `${one.id} has no counterpart` }];
  const hrm = world.hrm.get(counterpart.resource, counterpart.id)!.values;
  const pogo = world.pogo.stored(one.resource, one.id).values;
  const { fields } = settings.policyOf(one.category);
  return editables[one.category].flatMap(({ canonical, pogo: place }) => {
    const [a, b] = [pogo[place] ?? null, hrm[canonical] ?? null];
    const same = a === b || (a !== null && b !== null && fields[canonical]!.same(a, b));
    return same
      ? []
      : [{ guarantee: 'agreement' as const, words: `${one.id} ${canonical}: ${String(a)} and ${String(b)}` }];
  });
}

/** An edit is kept if it is what is held now, if somebody saw it and changed it, or if an event keeps it as a loser. */
function lostEdits(world: World): readonly Violation[] {
  return world.edits.flatMap(({ recordId, field, value }) => {
    const one = beginnings.find(({ id }) => id === recordId)!;
    if (world.pogo.stored(one.resource, one.id).values[field.pogo] === value) return [];
    const later = world.edits.filter((other) => other.recordId === recordId && other.parent === value);
    if (later.some((other) => other.field.canonical === field.canonical)) return [];
    if (world.eventsOf(recordId).some((event) => keeps(event, field.canonical, value))) return [];
    return [{ guarantee: 'lost edit' as const, words: `${recordId} ${field.canonical} = ${value}` }];
  });
}

const keeps = (event: LinkEvent, field: string, value: string): boolean =>
  (event.type === 'ConflictFound' || event.type === 'InitialDifference') &&
  (event.theirs[field] === value || event.agreed[field] === value);

function duplicates(world: World): readonly Violation[] {
  const linked = beginnings.flatMap(({ resource, id }) => world.counterpart(resource, id)?.id ?? []);
  const extra = world.hrm.all().filter(({ id, reference }) => reference !== undefined && !linked.includes(id));
  const shared = linked.length - new Set(linked).size;
  const born = extra.map(({ id }) => ({
    guarantee: 'duplicate' as const,
    words: `${id} was born and belongs to nobody`,
  }));
  return shared > 0 ? [...born, { guarantee: 'duplicate', words: `${shared} counterparts are shared` }] : born;
}

/** A department waits for its manager, a person for a manager or a department: each may follow as one update. */
const lateReferences = 4;

/** What changed data must be owed to something: an edit, a birth, a difference settled, a reference that came late. */
function tooManyWrites(world: World): readonly Violation[] {
  const settledDifferences = beginnings
    .flatMap(({ id }) => world.eventsOf(id))
    .filter(({ type }) => type === 'ConflictFound' || type === 'InitialDifference' || type === 'ReferenceFound').length;
  const owed = world.edits.length + world.hrm.creates + settledDifferences + lateReferences;
  const made = world.pogo.writes + world.hrm.writes;
  return made > owed ? [{ guarantee: 'writes', words: `${made} writes for ${owed} causes` }] : [];
}
