import type { LinkState } from '../link/state.js';
import { memberKeyOf } from '../link/events.js';
import type { Work } from '../batch/work.js';
import type { Handler, Refused } from './handler.js';
import { unknownLink } from './handler.js';
import { apartFrom, goesOn, ownRow, readParting } from './part.js';
import { hrmMemberOf } from './records-named.js';

/**
 * Two links are about one thing: one stays as it is. The HRM record of the other is deactivated as if its counterpart
 * were gone (a person is asked where it was edited since), and PowerOffice Go's is left out.
 */
export const merge: Handler<'merge'> = {
  async read(work, { link, other }) {
    await work.links.read([link]);
    await readParting(work, other);
  },
  carryOut(work, { by, decision: { link, other } }) {
    const [stays, ends] = [work.links.state(link), work.links.state(other)];
    if (!stays?.kind) return unknownLink(link);
    if (!ends?.kind) return unknownLink(other);
    const refused = whyNotMerged(work, stays, ends);
    if (refused) return refused;
    const row = ownRow(work, ends)!;
    work.decide(other, { type: 'Gone', member: memberKeyOf(row.ref), revision: row.revision, why: 'merged', by });
    const next = goesOn(work, row, { from: other, apart: apartFrom(ends), meets: { type: 'Skipped', code: 'merged' } });
    return [link, other, next];
  },
};

function whyNotMerged(work: Work, stays: LinkState, ends: LinkState): Refused | undefined {
  const no = (words: string): Refused => ({ code: 'not-possible', words });
  if (stays.id === ends.id) return no('A link cannot be merged with itself; name two.');
  if (stays.kind !== ends.kind) return no('One is about an employee, the other about a department.');
  const lacking = [stays, ends].find((state) => !hrmMemberOf(state)?.ref || state.parting || state.ended);
  if (lacking) return no(`Link ${lacking.id} has not both its records; unlink or decide about it instead.`);
  const row = ownRow(work, ends);
  return !row || row.gone || row.linkId !== ends.id
    ? no(`Link ${ends.id} has no record in PowerOffice Go; unlink it instead.`)
    : undefined;
}
