import type { Category, FlowId, Refusal } from '@samsvar/contracts';
import { flowOf } from '@samsvar/contracts';
import { heldReasons } from './held-reasons.js';
import type { LinkContext } from './context.js';
import type { ProposalCode } from './events.js';
import type { MemberKey } from './member-key.js';
import { remarks } from './remarks.js';
import type { LinkState, OpenConflict } from './state.js';
import { partingWords } from './parting-words.js';
import { isUnborn } from './counterpart.js';
import { membersOf } from './state.js';
import { apartPlace } from './apart.js';
import { plannedReason, stoppedReason } from './held-words.js';
import { needsOf } from './needs.js';
import { withRemedy } from './remedy.js';
import { isParkedWhole, toldMembers } from './plan.js';

/** Where a record is counted: the first of these that fits (contracts.md 5). */
export const standings = ['skipped', 'differ', 'conflicts', 'parked', 'waiting', 'agree'] as const;
/** Also where a link stands that is no longer counted as a PowerOffice Go record: its HRM record is left, or none. */
export type StandingName = (typeof standings)[number] | 'onlyInHrm' | 'ended';

/** What is planned for a link in first contact: what would be written, or why nothing would. */
export const plannings = ['create', 'update', 'agree', 'conflicts', 'parked', 'waiting', 'skipped'] as const;
export type Planning = (typeof plannings)[number];

/** How a link stands: for the counts, for the lists, and for a person who asks why. */
export interface Standing {
  readonly state: StandingName;
  readonly reasons: readonly Refusal[];
  readonly flows: readonly FlowId[];
  readonly linked: boolean;
  readonly lossy: boolean;
  readonly settled: boolean;
  /** In first contact: what is planned for it. */
  readonly planned?: Planning;
}

const inOneWord = ({ state, planned, reasons, flows, linked, lossy, settled }: Standing): string =>
  JSON.stringify([state, planned, reasons.map(({ field, code }) => [field, code]), flows, linked, lossy, settled]);

/** Whether a link is counted, listed and explained alike. */
export const sameStanding = (a: Standing, b: Standing): boolean => inOneWord(a) === inOneWord(b);

/** How the link stands now. */
export function standingOf(state: LinkState, context: LinkContext): Standing {
  const members = membersOf(state);
  const roles = members.filter(([key]) => key.startsWith('powerofficego')).flatMap(([, member]) => member.roles);
  const categories = roles.length > 0 ? roles : state.category ? [state.category] : [];
  const free = apartPlace(state, context) ?? place(state, context);
  const planned = context.planned ? planOf(state, free.state) : undefined;
  const placed = planned && planned !== 'skipped' ? inFirstContact(free) : free;
  return {
    ...placed,
    ...(planned && { planned }),
    flows: flowsOf(placed.state, state.category, categories),
    linked:
      placed.state !== 'onlyInHrm' &&
      !isUnborn(state) &&
      members.some(([key, member]) => key.startsWith('customhrm') && member.ref !== undefined && !member.gone),
    lossy: members.some(([, member]) => Object.keys(member.lossy).length > 0),
    settled:
      state.settled.length > 0 || members.some(([, member]) => Object.values(member.overridden).some((n) => n > 1)),
  };
}

/** An HRM record left alone is counted in one flow, as those that never had a counterpart; nothing is in none. */
function flowsOf(state: StandingName, category: Category | undefined, all: readonly Category[]): readonly FlowId[] {
  const counted = state === 'ended' ? [] : state === 'onlyInHrm' && category ? [category] : all;
  return [...new Set(counted.map((one) => flowOf(one).id))];
}

/** What is planned for a link, as it would stand if its tenant were live. */
function planOf(state: LinkState, standing: StandingName): Planning {
  if (standing !== 'differ') return standing === 'ended' || standing === 'onlyInHrm' ? 'skipped' : standing;
  const isWhole = toldMembers(state).every((key) => state.members[key]?.ref);
  return isWhole ? 'update' : 'create';
}

/** Whatever is planned waits for a person; a question that a person may answer before that keeps its reasons. */
const inFirstContact = ({
  state,
  reasons,
}: Pick<Standing, 'state' | 'reasons'>): Pick<Standing, 'state' | 'reasons'> => ({
  state: 'waiting',
  reasons: state === 'differ' || state === 'agree' ? [plannedReason] : [...reasons, plannedReason],
});

const differs = { state: 'differ', reasons: [] } as const;

/** What a person is asked, with the rule that found it where one did. */
const questions: Readonly<Record<ProposalCode, (rule: string) => string>> = {
  proposal: (rule) =>
    `A record fits by the rule ${rule}. Accept it if it is the same (acceptProposal), or decline it (declineProposal).`,
  ambiguous: (rule) =>
    `By the rule ${rule} several fit, on one side or the other. Accept the one that is the same, or decline them.`,
  taken: (rule) =>
    `What fits by the rule ${rule} has a counterpart already. Unlink that one first and link these two, or decline.`,
  unlinked: () => 'It was unlinked. Link it, or decline to have it made anew.',
  'founder-missing': () =>
    'It was made for a record of the HRM that is not known there. Link it, or decline to have it made anew.',
  'also-fits': (rule) =>
    `As an employee another record of the HRM fits too, by the rule ${rule}. Decline it, or unlink this and link that.`,
};

function place(state: LinkState, context: LinkContext): Pick<Standing, 'state' | 'reasons'> {
  const skipped = state.skipped ?? leftOut(state, context);
  if (skipped) return { state: 'skipped', reasons: [{ field: null, code: skipped, words: skipWords[skipped] }] };
  if (state.proposal) {
    const { code, rule } = state.proposal;
    return { state: 'waiting', reasons: [{ field: null, code, words: questions[code](rule) }] };
  }
  const later: Refusal[] = [...heldReasons(state.units)];
  const told = isParkedWhole(state) ? [] : toldMembers(state);
  if (told.some((key) => state.members[key]?.asked)) return differs;
  if (told.some((key) => !state.members[key]?.ref)) return context.stopped ? stopped : differs;
  for (const key of told) {
    const needs = needsOf(state, context, key);
    if (needs.fields.length + needs.soon.length + needs.after.length > 0) return context.stopped ? stopped : differs;
    later.push(...onlyThere(state, context, key));
    later.push(
      ...needs.later.map((field) => ({ field: field.name, code: 'late-reference' as const, words: lateWords })),
    );
  }
  return open(state, context, later);
}

function leftOut(state: LinkState, { off, birthsOff }: LinkContext): keyof typeof skipWords | undefined {
  if (off) return 'flow-off';
  return birthsOff && isUnborn(state) ? 'creates-off' : undefined;
}

/** What is special about units nobody speaks of now (their role is silent, or they are switched off) is not shown. */
function open(
  state: LinkState,
  { policy }: LinkContext,
  later: readonly Refusal[],
): Pick<Standing, 'state' | 'reasons'> {
  const units = ['*', ...policy.units.map(({ name }) => name)].flatMap((name) => {
    const unit = state.units[name];
    return unit ? [[name, unit] as const] : [];
  });
  const parked = units.flatMap(([, unit]) => Object.values(unit.parked ?? {}).flat()).map(withRemedy);
  const conflicts = units.filter(([, unit]) => unit.conflict).map(([field, unit]) => reasonOf(field, unit.conflict!));
  if (conflicts.length > 0) return { state: 'conflicts', reasons: [...conflicts, ...parked] };
  if (parked.length > 0) return { state: 'parked', reasons: parked };
  return later.length > 0 ? { state: 'waiting', reasons: later } : { state: 'agree', reasons: remarks(state) };
}

function reasonOf(unit: string, { first, why }: OpenConflict): Refusal {
  if (why === 'returned') return { field: unit, code: 'returned-changed', words: partingWords['returned-changed'] };
  const words = first ? firstWords : bothWords;
  return { field: unit, code: first ? 'initial-difference' : 'conflict', words };
}

/** What the HRM refers to and PowerOffice Go does not have: no agreement, and nothing the machine may undo. */
function onlyThere(state: LinkState, { policy }: LinkContext, key: MemberKey): readonly Refusal[] {
  if (!key.startsWith('customhrm')) return [];
  const unknown = Object.entries(state.members[key]?.waits ?? {}).filter(
    ([field, { target }]) => target.includes('/') && policy.fields[field],
  );
  return unknown.map(([field]) => ({ field, code: 'late-reference', words: onlyThereWords }));
}

const onlyThereWords =
  'The HRM names a record here that has no counterpart in PowerOffice Go; link it, or choose another.';
const stopped = { state: 'waiting', reasons: [stoppedReason] } as const;
const bothWords =
  'Both systems changed this before hearing of each other. Decide which holds (settleConflict), or make both alike.';
const firstWords =
  'The two records differed when they met. Decide which value holds (settleConflict), or make both alike.';
const lateWords = 'The record referred to waits for a person; the reference is sent when it has its counterpart.';
const skipWords = {
  'flow-off': 'The flow is switched off in samsvar.yaml.',
  'left-out': 'It was archived when first seen, and samsvar.yaml leaves those out.',
  'creates-off':
    'Born in the HRM, and samsvar.yaml no longer has those made in PowerOffice Go. Switch `creates` on to make it.',
  'supplier-contact': 'A contact person of a supplier; samsvar.yaml leaves those out.',
  merged: 'A person said that it is the same thing as another record, which is kept in agreement.',
  declined: 'A person declined what was proposed, and left it out.',
};
