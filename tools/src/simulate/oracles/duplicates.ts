import type { HrmRecord } from '../hrm-end.js';
import { referenceOf } from '@samsvar/contracts';
import type { World } from '../world.js';
import { asksInOtherRole } from './agreement.js';

/** G3: what we made belongs to one link, and no link shares its counterpart with another. */
export function duplicates(world: World): readonly string[] {
  const linked = world.customs.beginnings.flatMap(({ resource, id }) => world.counterpart(resource, id)?.id ?? []);
  const members = new Set([...world.ledger.kept.values()].flatMap(({ changed }) => Object.values(changed.members)));
  const isAlone = ({ resource, id }: HrmRecord) => !members.has(`default/customhrm/${resource}/${id}`);
  const left = new Set([...leftByParting(world), ...forgottenByParting(world)]);
  const { deletions } = world.people.goings;
  const born = world.hrm
    .all()
    .filter((record) => record.reference !== undefined && isAlone(record) && !left.has(record.reference))
    .filter(({ id }) => !world.hrm.bornLate.has(id))
    // What people deleted of a birth that link has forgotten is nobody's any more (R8), also when they restore it.
    .filter(({ id }) => !world.faults.hits['linkFailover'] || !deletions.some(({ ref }) => ref?.id === id));
  const shared = linked.length - new Set(linked).size;
  return [
    ...born.map(({ id }) => `${id} was born and belongs to nobody`),
    ...missed(world).map((id) => `${id} has another counterpart than the one that was there`),
    ...(shared > 0 ? [`${shared} counterparts are shared`] : []),
  ];
}

/** What was made for a record that a person parted from it, and that was deleted before they met again. */
const leftByParting = ({
  customs: { beginnings },
  people: { goings },
  operator: { parted },
}: World): readonly string[] =>
  beginnings
    .filter(({ id }) => goings.touched.has(id) && parted.includes(id))
    .map(({ resource, id }) => referenceOf({ tenant: 'default', system: 'powerofficego', resource, id }));

/** What link that was set back had made, and has forgotten, for one that a person then joined with another (R8). */
const forgottenByParting = ({ ledger, faults, operator: { parted } }: World): readonly string[] =>
  faults.hits['linkFailover']
    ? [...ledger.kept.values()].flatMap(({ changed: { state, reference } }) =>
        parted.includes(state.founding?.id ?? '') ? reference : [],
      )
    : [];

/** Records whose twin was there, that nobody touched on either side, and that got another counterpart. */
function missed(world: World): readonly string[] {
  const { customs, twins, edits } = world;
  return customs.beginnings.flatMap(({ resource, id }) => {
    if (world.people.goings.count > 0) return [];
    if (edits.some(({ recordId, field }) => recordId === id || field.canonical === 'email')) return [];
    const state = world.stateOf({ resource, id });
    if (state && asksInOtherRole(world, state)) return [];
    const twin = twins.get(id);
    return twin !== undefined && world.counterpart(resource, id)?.id !== twin ? [id] : [];
  });
}
