import type { RecordRow } from '@samsvar/connector';
import { rolesOf } from '@samsvar/connector';
import type { Told } from '../told.js';
import type { Mutation } from '../mutation.js';
import { lagging, losing, type Mutant, onlyEdits } from './mutant.js';

const isPogo = ({ ref }: RecordRow): boolean => ref.system === 'powerofficego';

/** Each role of a contact is heard on the floor it left itself, as if it were a record of its own. */
function floorsByRole(): Mutation {
  const floors = new Map<string, RecordRow['stamps']>();
  return {
    heardOn(row, { values, stamps }) {
      const roles = rolesOf(values);
      if (!roles) return row;
      const key = `${row.ref.id}/${roles.join()}`;
      const floor = floors.get(key) ?? {};
      floors.set(key, stamps);
      return { ...row, stamps: floor };
    },
  };
}

/** What is remembered of records, and what may be heard. */
const hearing: readonly Mutant[] = [
  {
    name: 'floor on stamps',
    remove: () => ({ row: (row) => (isPogo(row) ? { ...row, stamps: {} } : row) }),
    tuning: lagging,
    focus: { record: '13', fields: ['name', 'email'], atHrm: false },
    doings: onlyEdits,
  },
  {
    name: 'HRM versions never go back',
    remove: () => ({ row: (row) => (isPogo(row) ? row : { ...row, stamps: {} }) }),
    tuning: { pause: 0.1 },
  },
  {
    name: 'fields no stamp covers wait until replicas have settled',
    remove: () => ({ row: ({ quietSince: _, ...row }) => row }),
    tuning: lagging,
    focus: { record: '21', fields: ['address.line1', 'address.city'], atHrm: false },
    doings: onlyEdits,
  },
  {
    name: 'one store is one member: one floor for all roles',
    remove: floorsByRole,
    tuning: lagging,
    focus: { record: '12', fields: ['email', 'phone'], atHrm: false },
    doings: onlyEdits,
  },
  {
    name: 'a second read before a deletion is believed',
    remove: () => ({ believesAtOnce: true }),
    tuning: { staleRead: 1, rowSkipped: 0.5, crash: 0, pause: 0 },
    doings: { bornInHrm: 4 },
  },
  { name: 'an open attempt holds reads', remove: () => ({ hearsWhileOpen: 'record' }), tuning: losing },
];

const atOnce = { waitMs: 0 };

/** An HRM that takes our reference but lets two records bear it (C2): only looking prevents a second. */
const weakHrm: Mutation = { hrm: { idempotentCreate: false, uniqueReference: false } };
const births = { requestLate: 0, requestVeryLate: 0, pause: 0 };

/** What is noted of attempts, and who may go on with them. */
const attempts: readonly Mutant[] = [
  {
    name: 'the attempt is noted before the bytes leave',
    given: weakHrm,
    remove: () => ({
      move: ({ note: _, ...move }) => (move.state === 'sent' ? { state: 'asked', waitMs: 0 } : move),
    }),
    tuning: { ...births, answerLost: 0.3 },
  },
  {
    name: 'quarantine of unknown outcomes',
    given: weakHrm,
    remove: () => ({ move: (move) => (move.state === 'sent' ? { ...move, ...atOnce } : move) }),
    tuning: { ...births, requestLate: 0.3 },
  },
  {
    name: 'what was stored is read when replicas have settled',
    remove: () => ({
      abilities: (abilities) => ({ ...abilities, settleAfterMs: 0 }),
      move: (move) => (move.state === 'applied' ? { ...move, ...atOnce } : move),
    }),
    tuning: lagging,
    focus: { record: '1', fields: ['name'] },
  },
  {
    name: 'only who holds an attempt sends it',
    given: weakHrm,
    remove: () => ({ ownerless: true }),
    tuning: { ...births, pause: 0.5, crash: 0 },
    sleepsAt: ['noted'],
  },
  {
    name: 'a command that was heard before is no new one',
    remove: () => ({ notesRepeats: true }),
    tuning: { publishedTwice: 0.3, rewound: 0.1 },
  },
  { name: 'what is told is stored first', remove: () => ({ tellsFromMemory: true }), tuning: { crash: 0.1 } },
  {
    name: 'a reference is looked up before a second create',
    given: weakHrm,
    remove: () => ({ abilities: (abilities) => ({ ...abilities, findsReference: false }) }),
    tuning: { ...births, answerLost: 0.3 },
  },
  {
    name: 'one record per reference, or per key',
    remove: () => ({ hrm: { uniqueReference: false, idempotentCreate: true } }),
    tuning: { answerLost: 0.3 },
  },
];

/** A write goes out only against what it was decided on. */
const expecting: readonly Mutant[] = [
  {
    name: 'expectation, and If-Match',
    remove: () => ({
      ignoresVersion: true,
      asked: (asked) => ({ ...asked, expected: {} }),
      row: (row) => ({ ...row, changed: {} }),
    }),
  },
  { name: 'If-Match', remove: () => ({ ignoresVersion: true }), tuning: { editBetweenCalls: 0.5 } },
  {
    name: 'a `test` for every field of a PATCH',
    remove: () => ({ honoursTest: false, strict: true }),
    tuning: { editBetweenCalls: 0.5 },
  },
];

const answers = (change: (answer: Extract<Told, { type: 'WriteAnswered' }>['data']) => object) => (told: Told) =>
  told.type === 'WriteAnswered' ? ({ ...told, data: change(told.data) } as Told) : told;

/** What an answer says. */
const answering: readonly Mutant[] = [
  {
    name: 'an answer names the fields that were sent',
    remove: () => ({ told: answers((answer) => ({ ...answer, sent: Object.keys(flat(answer.values)) })) }),
    tuning: { editBetweenCalls: 0.5 },
  },
];

const flat = (values: object | undefined): object =>
  values === undefined
    ? {}
    : Object.assign({}, values, ...Object.values(values).filter((part) => part instanceof Object));

export const ofConnectors: readonly Mutant[] = [...hearing, ...attempts, ...expecting, ...answering];
