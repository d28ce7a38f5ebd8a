import type { World } from '../world.js';

/** G3: what we made belongs to one link, and no link shares its counterpart with another. */
export function duplicates(world: World): readonly string[] {
  const linked = world.customs.beginnings.flatMap(({ resource, id }) => world.counterpart(resource, id)?.id ?? []);
  const born = world.hrm.all().filter(({ id, reference }) => reference !== undefined && !linked.includes(id));
  const shared = linked.length - new Set(linked).size;
  return [
    ...born.map(({ id }) => `${id} was born and belongs to nobody`),
    ...missed(world).map((id) => `${id} has another counterpart than the one that was there`),
    ...(shared > 0 ? [`${shared} counterparts are shared`] : []),
  ];
}

/** Records whose twin was there, that nobody touched on either side, and that got another counterpart. */
function missed(world: World): readonly string[] {
  const { customs, twins, edits } = world;
  return customs.beginnings.flatMap(({ resource, id }) => {
    if (edits.some(({ recordId, field }) => recordId === id || field.canonical === 'email')) return [];
    const twin = twins.get(id);
    return twin !== undefined && world.counterpart(resource, id)?.id !== twin ? [id] : [];
  });
}
