import type { Values } from '@samsvar/contracts';
import type { Work } from '../batch/work.js';
import { sameIn } from '../link/compare.js';
import type { Kept } from '../link/conflict-events.js';
import { systemOf } from '../link/events.js';
import { keptIn } from '../link/kept.js';
import type { LinkState } from '../link/state.js';
import type { Unit } from '../policy.js';
import { isEmpty, pick } from '../values.js';
import { followEnded, readEnded } from './follow-ended.js';
import type { Handler, Refused } from './handler.js';
import { readLinks, unknownLink } from './handler.js';
import { notHeard } from './settle-conflict.js';

/** A value that lost is agreed again, where the system that said it may be heard. */
export const restore: Handler<'restore'> = {
  async read(work, { link, unit, version }) {
    const at = { linkId: link, version };
    await work.links.readHappened([at]);
    await readLinks(work, [link]);
    const kept = keptOf(work, at, unit);
    if (kept) await readEnded(work, kept);
  },
  carryOut: (work, { by, decision: { link, unit: name, version } }) => {
    const state = work.links.state(link);
    if (!state?.kind) return unknownLink(link);
    const was = keptOf(work, { linkId: link, version }, name);
    const kept = was && followEnded(work, was);
    const unit = work.settings.policyOf(state.category!).units.find((one) => one.name === name);
    if (!kept || !unit) return keptNothing(name, version);
    const refused = obstacle(state, unit, kept);
    if (refused) return refused;
    work.decide(link, { type: 'Restored', unit: name, version, kept, by });
    return [link];
  },
};

/** What an event kept of a unit. */
function keptOf(work: Work, at: { linkId: string; version: number }, name: string): Kept | undefined {
  const event = work.links.happened(at);
  const kept = event && keptIn(event);
  const state = work.links.state(at.linkId);
  if (!kept || (kept.unit ?? name) !== name) return undefined;
  const unit = state?.category && work.settings.policyOf(state.category).units.find((one) => one.name === name);
  const values: Values = unit
    ? pick(
        kept.values,
        unit.fields.map((field) => field.name),
      )
    : kept.values;
  return Object.keys(values).length > 0 ? { values, ...(kept.origin && { origin: kept.origin }) } : undefined;
}

function obstacle(state: LinkState, unit: Unit, { values, origin }: Kept): Refused | undefined {
  const fields = unit.fields.filter(({ name }) => name in values);
  if (state.units[unit.name]?.conflict) {
    return { code: 'not-possible', words: `A conflict of ${unit.name} is open: settle it first (settleConflict).` };
  }
  if (origin && !fields.some(({ heardFrom }) => heardFrom.includes(systemOf(origin.member)))) {
    return notHeard(unit.name, origin.member);
  }
  if (fields.some(({ name, required }) => required && isEmpty(values[name]))) {
    return { code: 'not-possible', words: `The HRM requires ${unit.name}; an empty one cannot be restored.` };
  }
  if (!sameIn(fields, values, state.agreed)) return undefined;
  return { code: 'nothing-to-decide', words: `That value of ${unit.name} is what is agreed already.` };
}

const keptNothing = (unit: string, version: number): Refused => ({
  code: 'nothing-to-decide',
  words: `Event ${version} of this link keeps no value of ${unit}; the link lists under kept what can be restored.`,
});
