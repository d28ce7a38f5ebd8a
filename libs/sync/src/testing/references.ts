import { referenceOf } from '@samsvar/contracts';
import type { TenantSettings } from '../batch/settings.js';
import { type MatchRule, ownReferenceRule } from '../match.js';

const byReference: MatchRule = {
  name: ownReferenceRule,
  sure: true,
  keyOf: ({ reference, ref }) => reference ?? (ref && referenceOf(ref)),
  agrees: () => true,
};

/** An office that knows its own references too. */
export const withReferences = (settings: TenantSettings): TenantSettings => ({
  ...settings,
  rulesOf: (kind) => [byReference, ...settings.rulesOf(kind)],
  matchKeys: (record) => [byReference.keyOf(record) ?? [], settings.matchKeys(record)].flat(),
});
