import type { CanonicalRecordSeen, RecordKey, Values } from '@samsvar/contracts';
import { auditOf, recordKey } from '@samsvar/contracts';
import { memberKeyOf } from '../link/events.js';
import type { RecordRow } from './ledger.js';
import { resolve } from './reference.js';
import type { Work } from './work.js';

/** A record that was audited; with fields, something kept of it is not what its system says. Names only (Inv 10). */
export interface Audited {
  readonly key: RecordKey;
  readonly pass: string;
  /** `row`: the record as it was heard; `link`: what its link holds it to say. */
  readonly code?: 'row' | 'link';
  readonly fields: readonly string[];
}

/**
 * Compares what an audit brought with what is kept. Only the very revision that was heard last is compared: what is
 * newer is on its way and heard like anything else, so that lag is no difference.
 */
export function audited(work: Work, row: RecordRow, data: CanonicalRecordSeen): Audited | undefined {
  const pass = auditOf(data.pollId);
  const isSame = data.revision === row.revision && data.mapping === row.mapping && !row.gone;
  if (pass === undefined || !isSame) return undefined;
  const { key } = row;
  const rowFields = differing(row.values, data.values);
  if (rowFields.length > 0) return { key, pass, code: 'row', fields: rowFields };
  const linkFields = heldOtherwise(work, row);
  return linkFields.length > 0 ? { key, pass, code: 'link', fields: linkFields } : { key, pass, fields: [] };
}

function heldOtherwise(work: Work, row: RecordRow): readonly string[] {
  const { linkId, ref } = row;
  const state = linkId === undefined ? undefined : work.links.state(linkId);
  if (!state || state.ended || work.isBeingBorn(linkId!, memberKeyOf(ref))) return [];
  const member = state.members[memberKeyOf(ref)];
  if (!member?.ref || recordKey(member.ref) !== row.key) return ['member'];
  if (member.category !== row.category || row.problem.length > 0) return [];
  if (member.revision !== row.revision) return ['revision'];
  const { values } = resolve(work, work.settings.policyOf(row.category), row.values);
  return Object.keys(values).filter((field) => member.said[field] !== values[field]);
}

const differing = (a: Values, b: Values): readonly string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => a[field] !== b[field]).sort();
