export { asDepartment, canonicalOf, type CanonicalRecord, type Spoken } from './canonical.js';
export { fields, type FieldSpec } from './fields.js';
export { type Mapping } from './language/mapping.js';
export { toCanonical, toExpected, toNative } from './language/translate.js';
export { mappingOf, mappings } from './mappings.js';
export { type Matchable, matchKeys, type MatchRule, rules } from './matching/index.js';
export { canonicalNames, canonicalRefusals } from './names.js';
export { choiceProblems, type FieldPolicy, FlowChoices, type Owner, policyOf } from './policy.js';
export { type Line, linesOf, printedFlows } from './language/table.js';
