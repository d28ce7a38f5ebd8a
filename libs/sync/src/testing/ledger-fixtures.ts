import type { RecordRef, Values } from '@samsvar/contracts';
import { recordKey, referenceOf } from '@samsvar/contracts';
import type { ChangedLink, Changes, Ledger, RecordRow, Wait } from '../batch/ledger.js';
import type { LinkEvent } from '../link/events.js';
import { noLink, noMember } from '../link/state.js';

/** A ledger as a contract opens it: `save` stores on top of what is there, `read` looks. */
export interface OpenShelf {
  save(changes: Partial<Changes>): Promise<void>;
  read<T>(work: (ledger: Ledger) => Promise<T>): Promise<T>;
}

export const tenant = 'default';
export const refOf = (id: string, more: Partial<RecordRef> = {}): RecordRef => ({
  tenant,
  system: 'powerofficego',
  resource: 'contact',
  id,
  ...more,
});

/** A row as link keeps it, plain but for what a test says. */
export function rowOf(id: string, more: Partial<RecordRow> = {}): RecordRow {
  const ref = more.ref ?? refOf(id);
  return {
    key: recordKey(ref),
    ref,
    kind: 'employee',
    category: 'EMPLOYEE',
    roles: ['EMPLOYEE'],
    revision: 1,
    mapping: 'm1',
    values: { lastName: 'Ås', email: null, active: true },
    matchKeys: [],
    reference: undefined,
    ours: false,
    problem: [],
    gone: false,
    linkId: undefined,
    matched: false,
    ...more,
  };
}

export const opened = (id: string): LinkEvent => ({
  type: 'LinkOpened',
  kind: 'employee',
  category: 'EMPLOYEE',
  founding: refOf(id),
});
export const agreedOn = (values: Values): LinkEvent => ({ type: 'ValuesAgreed', fields: Object.keys(values), values });

/** A link with two members, one of which is still to be made. */
export function linkOf(id: string, more: Partial<ChangedLink> = {}): ChangedLink {
  const values: Values = { lastName: 'Åsø', email: null };
  const pogo = { ...noMember, ref: refOf(id), revision: 3, roles: ['EMPLOYEE' as const], said: values, base: values };
  const asked = { n: 1, op: 'create' as const, wanted: values, expected: {}, decidedOn: 0 };
  return {
    before: 0,
    state: {
      ...noLink(`l-${id}`),
      kind: 'employee',
      category: 'EMPLOYEE',
      founding: refOf(id),
      agreed: values,
      members: { 'powerofficego/contact': pogo, 'customhrm/employee': { ...noMember, n: 1, asked } },
    },
    events: [opened(id), agreedOn(values)],
    standing: {
      state: 'differ',
      reasons: [{ field: 'email', code: 'too-long', words: 'Ett ord for æøå.' }],
      flows: ['employees-employee'],
      linked: false,
      lossy: true,
      settled: false,
    },
    members: { 'powerofficego/contact': recordKey(refOf(id)) },
    reference: referenceOf(refOf(id)),
    ...more,
  };
}

/** The next state of a link, one event further. */
export const next = (changed: ChangedLink, values: Values): ChangedLink => ({
  ...changed,
  before: changed.before + changed.events.length,
  state: { ...changed.state, agreed: values },
  events: [agreedOn(values)],
  standing: { ...changed.standing, state: 'agree', reasons: [] },
});

export const byKey = (rows: readonly RecordRow[]) => [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
export const keysOf = (rows: readonly RecordRow[]) => byKey(rows).map(({ ref }) => ref.id);
export const byName = (waits: readonly Wait[]) => waits.map(({ linkId, field }) => `${linkId} ${field}`).sort();

/** What no store of text can hold: NUL, and one half of a pair. */
export const unholdable = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
export const held = (text: unknown): string => String(text).replace(unholdable, '');
