import type { Beginning } from '../edits.js';
import type { World } from '../world.js';

/**
 * Whether nothing keeps a record and its counterpart alike: one of both was deleted and is not back, or the employee's
 * role ended and a person has not said that it goes on as one.
 */
export function isApart(world: World, { id }: Pick<Beginning, 'id'>): boolean {
  const { goings } = world.people;
  if (goings.isApart({ id })) return true;
  const one = world.customs.beginnings.find((other) => other.id === id);
  return one !== undefined && goings.leftEmployees.has(id) && world.stateOf(one)?.parting !== undefined;
}
