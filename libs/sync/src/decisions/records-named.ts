import type { RecordKey, Resource, System } from '@samsvar/contracts';
import { recordKey, refOfKey } from '@samsvar/contracts';
import type { RecordRow } from '../batch/ledger.js';
import { keysOf } from '../batch/links.js';
import { readReferences } from '../batch/prefetch.js';
import { linkOfRow } from '../batch/reference.js';
import type { Work } from '../batch/work.js';
import type { LinkState } from '../link/state.js';
import { membersOf } from '../link/state.js';
import type { Refused } from './handler.js';

/** A record as a decision names it. */
export interface Named {
  readonly resource: Resource;
  readonly id: string;
}

/** Two records as a decision names them. */
export interface Two {
  readonly powerofficego: Named;
  readonly customhrm: Named;
}

export const keyOf = (work: Work, system: System, { resource, id }: Named): RecordKey =>
  recordKey({ tenant: work.settings.id, system, resource, id });

/** Reads records, all that refer to them or are to, and the links of all of these. */
export async function readRecords(work: Work, keys: readonly RecordKey[]): Promise<void> {
  await work.rows.read(keys);
  const named = keys.flatMap((key) => work.row(key) ?? []);
  const referring = await work.ledger.referring(keys);
  work.rows.remember(referring);
  const naming = await work.ledger.naming(named.flatMap((row) => linkOfRow(row) ?? []));
  work.links.hold(naming);
  const members = naming.flatMap(({ state }) => Object.values(keysOf(state)));
  await work.rows.read(members);
  const rows = [...named, ...referring, ...members.flatMap((key) => work.row(key) ?? [])];
  await work.links.read(rows.flatMap((row) => linkOfRow(row) ?? []));
  await readReferences(work, rows);
}

/** The candidate of a proposal that a decision names by its id. */
export const candidateOf = ({ proposal }: LinkState, id: string): RecordKey | undefined =>
  proposal?.candidates.find((key) => refOfKey(key).id === id);

/** Two records with the link of the one in PowerOffice Go. */
export interface Pair {
  readonly powerofficego: RecordRow;
  readonly customhrm: RecordRow;
  readonly state: LinkState;
}

/** The two records a decision names, or why nothing can be said about them. */
export function pairOf(work: Work, two: Two): Pair | Refused {
  const powerofficego = work.row(keyOf(work, 'powerofficego', two.powerofficego));
  const customhrm = work.row(keyOf(work, 'customhrm', two.customhrm));
  if (!powerofficego || powerofficego.gone) return unknownRecord('powerofficego', two.powerofficego);
  if (!customhrm || customhrm.gone) return unknownRecord('customhrm', two.customhrm);
  if (powerofficego.kind !== customhrm.kind) {
    const words = `One is ${article[powerofficego.kind]}, the other ${article[customhrm.kind]}: they are two things.`;
    return { code: 'not-possible', words };
  }
  const state = work.links.state(linkOfRow(powerofficego)!);
  return state?.kind && !state.ended ? { powerofficego, customhrm, state } : notMet;
}

const article = { employee: 'an employee', department: 'a department' } as const;

const notMet: Refused = {
  code: 'not-possible',
  words:
    'The record in PowerOffice Go has not met the HRM yet; decide once the first meeting of the tenant is through.',
};

/** No such record for this tenant. */
export const unknownRecord = (system: System, { resource, id }: Named): Refused => ({
  code: 'unknown',
  words: `There is no record ${system}/${resource}/${id}.`,
});

/** The HRM member of a link: its record, or that it is being made. */
export const hrmMemberOf = (state: LinkState) => membersOf(state).find(([key]) => key.startsWith('customhrm'))?.[1];

/** Joins two records that a person says are the same; or why that cannot be. */
export function whyNotJoined({ powerofficego, customhrm, state }: Pair): Refused | undefined {
  const no = (words: string): Refused => ({ code: 'not-possible', words });
  const member = hrmMemberOf(state);
  if (member?.ref && recordKey(member.ref) === customhrm.key)
    return { code: 'nothing-to-decide', words: 'They are linked.' };
  if (member?.ref)
    return no(`${powerofficego.key} is linked with ${recordKey(member.ref)}; unlink link ${state.id} first.`);
  if (member?.asked)
    return no(`A counterpart of ${powerofficego.key} is being made; wait for it, or unlink link ${state.id}.`);
  if (customhrm.linkId) return no(`${customhrm.key} is linked already; unlink link ${customhrm.linkId} first.`);
  if (state.apart?.includes(customhrm.key))
    return no('A person said that these two are never linked; takeBackNever first.');
  return undefined;
}
