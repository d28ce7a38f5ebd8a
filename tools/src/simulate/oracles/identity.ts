import { recordKey } from '@samsvar/contracts';
import type { World } from '../world.js';

/** G3: a record is in one living link at most for each kind (Inv 7), and its row says which. */
export function oneLink({ ledger }: World): readonly string[] {
  const links = [...ledger.kept.values()].map(({ changed }) => changed.state).filter(({ ended }) => !ended);
  const found = new Map<string, string>();
  return links.flatMap(({ id, kind, members }) =>
    Object.values(members).flatMap(({ ref }) => {
      const key = ref && recordKey(ref);
      if (key === undefined) return [];
      const other = found.get(`${key} ${kind}`);
      found.set(`${key} ${kind}`, id);
      if (other !== undefined) return [`${key} is in links ${other} and ${id}`];
      const row = ledger.rows.get(key);
      return row?.kind === kind && row?.linkId !== id ? [`${key} is in ${id}, and its row in ${row?.linkId}`] : [];
    }),
  );
}

/** G3: what a person parted from its record is written by nobody until a person says otherwise. */
export function leftAlone({ ledger }: World): readonly string[] {
  return [...ledger.kept.values()].flatMap(({ changed: { state }, events }) => {
    // A link that ended because its record was deleted lives again when the record comes back.
    const end = events.findIndex((event) => event.type === 'LinkEnded' && 'why' in event && event.why === 'unlinked');
    const asked = end < 0 ? [] : events.slice(end).filter(({ type }) => type === 'WriteAsked');
    return asked.length > 0 ? [`${state.id} asked for ${asked.length} writes after its end`] : [];
  });
}
