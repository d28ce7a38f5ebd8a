import type { Category, FlowId } from '@samsvar/contracts';
import { flowIds, flowOf, flows } from '@samsvar/contracts';
import { choiceProblems, type FlowChoices, matchKeys, policyOf, rules } from '@samsvar/mapping';
import type { EntryFlaw } from '@samsvar/service';
import type { GuardClass, Limit, Limits, Matching, Policy, TenantSettings } from '@samsvar/sync';
import { guardClasses, policyFrom, usualLimits } from '@samsvar/sync';

/** What a tenant's entry in samsvar.yaml says about deciding (contracts.md 5). */
export interface TenantChoices {
  readonly id: string;
  readonly firstContact: TenantSettings['phase'];
  readonly matching: Matching;
  /** `link-only`: records that are inactive when first seen stay out, unless they have a counterpart. */
  readonly archivedAtFirstSight?: 'include' | 'link-only' | undefined;
  /** How far apart the clocks of the two systems may be. */
  readonly skewSeconds?: number | undefined;
  /** `skip`: contact persons of suppliers stay out. */
  readonly supplierContacts?: 'include' | 'skip' | undefined;
  readonly personCustomersAsDepartments?: boolean | undefined;
  readonly flows: Readonly<Partial<Record<FlowId, FlowChoice>>>;
  readonly guards?: GuardChoices | undefined;
}
type GuardChoices = Readonly<Partial<Record<GuardClass, Limit | undefined>>>;
interface FlowChoice extends FlowChoices {
  readonly enabled?: boolean | undefined;
  readonly creates?: boolean | undefined;
  readonly guards?: GuardChoices | undefined;
}

/** Choices about properties that a flow does not carry: a misspelt one would otherwise be left out without a word. */
export const choiceFlaws = (choices: TenantChoices): readonly EntryFlaw[] =>
  flowIds.flatMap((flow) =>
    choiceProblems(flows[flow].category, choices.flows[flow] ?? {}).map(({ choice, name, known }) => ({
      path: ['flows', flow, choice, name],
      what: 'is no property of this flow',
      remedy: `use one of ${known.join(', ')}`,
    })),
  );

/** What a flow says goes before what the tenant says, and that before the usual. */
const limitsOf = (ofTenant: GuardChoices = {}, ofFlow: GuardChoices = {}): Limits =>
  Object.fromEntries(
    guardClasses.map((name) => [name, ofFlow[name] ?? ofTenant[name] ?? usualLimits[name]]),
  ) as unknown as Limits;

/** A tenant's choices as deciding needs them; a flow that is not mentioned is on. */
export function settingsOf(choices: TenantChoices): TenantSettings {
  const policies = new Map<Category, Policy>();
  const choiceOf = (category: Category): FlowChoice => choices.flows[flowOf(category).id] ?? {};
  return {
    id: choices.id,
    phase: choices.firstContact,
    matching: choices.matching,
    ...(choices.skewSeconds !== undefined && { skewMs: choices.skewSeconds * 1_000 }),
    guards: (flow) => limitsOf(choices.guards, choices.flows[flow]?.guards),
    leaveOutArchived: choices.archivedAtFirstSight === 'link-only',
    leaveOutSuppliers: choices.supplierContacts === 'skip',
    personCustomersAsDepartments: choices.personCustomersAsDepartments ?? false,
    flowEnabled: (flow) => choices.flows[flow]?.enabled ?? true,
    createsIn: (flow) => choices.flows[flow]?.creates ?? false,
    rulesOf: (kind) => rules[kind],
    matchKeys,
    policyOf(category) {
      const known = policies.get(category) ?? policyFrom(category, policyOf(category, choiceOf(category)).fields);
      policies.set(category, known);
      return known;
    },
  };
}
