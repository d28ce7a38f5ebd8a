import { rolesOf } from '@samsvar/connector';
import type { Category } from '@samsvar/contracts';
import { recordKey } from '@samsvar/contracts';
import type { LinkState, Member, Owner, Policy, TenantState } from '@samsvar/sync';
import { policyFrom } from '@samsvar/sync';
import type { Mutation } from '../mutation.js';
import { settingsWith } from '../settings.js';
import { type Mutant, onlyEdits } from './mutant.js';

/** Members as they are remembered otherwise. */
const members =
  (change: (member: Member, state: LinkState) => Member) =>
  (state: LinkState): LinkState => ({
    ...state,
    members: Object.fromEntries(
      Object.entries(state.members).map(([key, member]) => [key, member.ref ? change(member, state) : member]),
    ),
  });

/** What is agreed, of the fields a member has said something in. */
const agreedOf = ({ said }: Member, { agreed }: LinkState) =>
  Object.fromEntries(Object.keys(said).flatMap((name) => (agreed[name] === undefined ? [] : [[name, agreed[name]]])));

const remembering: readonly Mutant[] = [
  {
    name: 'base per member',
    remove: () => ({ link: members((member, state) => ({ ...member, base: agreedOf(member, state) })) }),
  },
  {
    name: 'only a change is news',
    remove: () => ({
      link: (state, answers) =>
        answers
          ? state
          : members((member, at) => ({ ...member, said: { ...member.said, ...agreedOf(member, at) } }))(state),
    }),
  },
  { name: 'held as stored (lossy)', remove: () => ({ link: members((member) => ({ ...member, lossy: {} })) }) },
  {
    name: 'one write in flight',
    focus: { record: '13', fields: ['name', 'phone'] },
    tuning: { crash: 0, pause: 0 },
    remove: () => ({
      link: (state, answers) => (answers ? state : members(({ asked: _, ...member }) => member)(state)),
    }),
  },
  {
    name: 'revisions deduped in link',
    remove: () => ({
      link: members((member) => ({ ...member, revision: 0 })),
      heard: (row) => ({ ...row, revision: 0 }),
    }),
    tuning: { rewound: 0.3, deliveredAgain: 0.3, crash: 0, pause: 0 },
    focus: { record: '13', fields: ['name'], atHrm: false },
    doings: onlyEdits,
  },
];

type Field = Policy['fields'][string];

/** The choices of a world whose fields are otherwise. */
const narrowed = (change: (field: Field) => Field) => (owner: Owner) => {
  const chosen = settingsWith(owner);
  const policies = new Map<string, Policy>();
  const policyOf = (category: Category) => {
    const known =
      policies.get(category) ?? policyFrom(category, Object.values(chosen.policyOf(category).fields).map(change));
    policies.set(category, known);
    return known;
  };
  return { ...chosen, policyOf };
};

const choosing: readonly Mutant[] = [
  {
    name: 'clears travel',
    remove: () => ({ settings: narrowed((field) => ({ ...field, propagateClear: false })) }),
    doings: { clear: 5 },
  },
  {
    name: 'groups move together',
    remove: () => ({ settings: narrowed((field) => ({ ...field, unit: field.name })) }),
    doings: { rename: 6 },
  },
];

/** Both kinds begin to meet as soon as anything is known. */
const meetsAtOnce = (tenant: TenantState): TenantState => {
  const { department, employee } = tenant.meeting;
  const begun = (meeting: typeof department) => (meeting === 'waiting' ? 'meeting' : meeting);
  return { ...tenant, meeting: { department: begun(department), employee: begun(employee) } };
};

const working: readonly Mutant[] = [
  { name: 'complete scans before matching', remove: () => ({ tenant: meetsAtOnce }), tuning: { crash: 0, pause: 0 } },
  { name: 'one writer per tenant', remove: () => ({ manyWriters: true }), tuning: { pause: 0.3 } },
  {
    name: 'an offset moves after its effects are stored',
    remove: () => ({ offsetFirst: true }),
    tuning: { crash: 0.1 },
  },
  { name: 'the role that speaks', remove: theOtherRole },
  { name: 'no more than the guard allows without a person', remove: () => ({ unguarded: true }) },
];

/** Of a contact with two roles the customer speaks, and the employee is not heard. */
function theOtherRole(): Mutation {
  return {
    told(told) {
      if (told.type !== 'RecordSeen' || !Array.isArray(told.data.values['roles'])) return told;
      const { employee: _, ...values } = told.data.values as Record<string, unknown>;
      if (!('customer' in values)) return told;
      return { ...told, data: { ...told.data, values: { ...values, roles: ['customer'] } as never } };
    },
  };
}

/** What is deleted, or leaves one of its roles. */
const parting: readonly Mutant[] = [
  {
    name: 'an edit that meets a deletion lives',
    remove: () => ({ link: deactivatesEdited }),
    doings: { deleted: 2 },
  },
  { name: 'deactivated only with no role left', remove: goneWithARole, doings: { roleLeaves: 3 } },
  { name: 'who comes back returns to the link', remove: goneForGood, doings: { deleted: 2, restored: 2 } },
  {
    name: 'who was forgotten is asked about',
    remove: () => ({ tenant: asksNobody }),
    tuning: { failover: 0.1, crash: 0, pause: 0 },
    doings: { deleted: 4, bornInHrm: 4 },
  },
];

/** Nothing says since when everything was told again. */
const asksNobody = ({ scans, ...tenant }: TenantState): TenantState => {
  const silent = Object.entries(scans).map(([at, { toldSince: _, ...scan }]) => [at, scan] as const);
  return { ...tenant, scans: Object.fromEntries(silent) };
};

/** An employee whose role ended is told as gone, though the customer lives on. */
function goneWithARole(): Mutation {
  const employees = new Set<string>();
  return {
    told(told) {
      if (told.type !== 'RecordSeen' || told.data.ref.resource !== 'contact') return told;
      const { ref, incarnation, revision, values } = told.data;
      if (rolesOf(values)?.includes('employee')) employees.add(ref.id);
      else if (employees.has(ref.id))
        return { type: 'RecordGone', data: { ref, incarnation, revision, proof: 'mutated' } };
      return told;
    },
  };
}

/** Who was told as gone is told so for ever. */
function goneForGood(): Mutation {
  const gone = new Set<string>();
  return {
    told(told) {
      if (told.type === 'RecordGone') gone.add(recordKey(told.data.ref));
      if (told.type !== 'RecordSeen' || !gone.has(recordKey(told.data.ref))) return told;
      const { ref, incarnation, revision } = told.data;
      return { type: 'RecordGone', data: { ref, incarnation, revision, proof: 'mutated' } };
    },
  };
}

/** A conflict of an edit and a deletion is taken for settled. */
function deactivatesEdited(state: LinkState): LinkState {
  const { '*': whole, ...units } = state.units;
  const gone = Object.entries(state.members).find(([, member]) => member.gone)?.[0];
  if (whole?.conflict?.why !== 'deleted' || gone === undefined) return state;
  const member = gone as NonNullable<LinkState['parting']>['member'];
  return { ...state, units, parting: { member, choice: 'deactivate' } };
}

export const ofLink: readonly Mutant[] = [...remembering, ...choosing, ...working, ...parting];
