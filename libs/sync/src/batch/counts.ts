import type { FlowId } from '@samsvar/contracts';
import { flowOf } from '@samsvar/contracts';
import type { Standing } from '../link/standing.js';
import type { CountName, FlowCounts, RecordRow } from './ledger.js';

/** What one record or link adds to the counts of its flows. */
export interface Share {
  readonly flows: readonly FlowId[];
  readonly names: readonly CountName[];
}

const nothing: Share = { flows: [], names: [] };

/**
 * What a row that has no link adds: a PowerOffice Go record still to be met, or an HRM record without a counterpart.
 */
export function shareOfRow(row: RecordRow | undefined, unmet: 'differ' | 'waiting'): Share {
  if (!row || row.linkId !== undefined || row.gone) return nothing;
  const flows = [...new Set(row.roles.map((category) => flowOf(category).id))];
  return row.ref.system === 'customhrm' ? { flows, names: ['onlyInHrm'] } : { flows, names: ['records', unmet] };
}

/** What a link adds, by how it stands. */
export function shareOfLink(standing: Standing | undefined): Share {
  if (!standing || standing.state === 'ended') return nothing;
  const { state, flows, linked, lossy, settled } = standing;
  if (state === 'onlyInHrm') return { flows, names: [state] };
  const names: CountName[] = ['records', state];
  if (linked) names.push('linked');
  if (lossy) names.push('lossy');
  if (settled) names.push('settled');
  return { flows, names };
}

/** Counters that can be moved many times and read once. */
export class Counter {
  private readonly moved = new Map<FlowId, Map<CountName, number>>();

  add(share: Share, by: 1 | -1): void {
    for (const flow of share.flows) {
      const flowMoves = this.moved.get(flow) ?? new Map<CountName, number>();
      this.moved.set(flow, flowMoves);
      for (const name of share.names) flowMoves.set(name, (flowMoves.get(name) ?? 0) + by);
    }
  }

  applyTo(counts: Readonly<Record<FlowId, FlowCounts>>): Readonly<Record<FlowId, FlowCounts>> {
    const next = { ...counts };
    for (const [flow, moves] of this.moved) {
      const changed = { ...next[flow] } as Record<CountName, number>;
      for (const [name, by] of moves) changed[name] += by;
      next[flow] = changed;
    }
    return next;
  }
}
