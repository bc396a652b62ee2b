import type { Rule } from './rule.js';
import { coexistenceRules } from './rules/coexistence.js';
import { consentRule } from './rules/consent.js';
import { connectedRules, pendingRules } from './rules/liveness.js';
import { pinRules, replacePinRule } from './rules/pin.js';
import { readingRules } from './rules/reading.js';
import { blockedRules, registrationRules, unrecognisedRule } from './rules/registration.js';
import { submitNameRule } from './rules/rename.js';
import { verificationRules } from './rules/verification.js';
import { webhookRules } from './rules/webhooks.js';
import type { Decision } from './sentence.js';
import type { World } from './world.js';

/** The rows after O: whose reason offers Retry, there a consent is honoured. */
const afterConsent: readonly Rule[] = [
  ...pendingRules,
  ...verificationRules,
  ...pinRules,
  ...blockedRules,
  ...registrationRules,
  unrecognisedRule,
];

/** The decision table of design/onboarding.md §3, in its order: the first row that matches answers. */
export const rules: readonly Rule[] = [
  ...readingRules,
  ...webhookRules,
  ...coexistenceRules,
  replacePinRule,
  submitNameRule,
  ...connectedRules,
  consentRule(afterConsent),
  ...afterConsent,
];

/** What to do next with this number, and why. Pure: the same world gives the same decision. */
export function decide(world: World): Decision {
  const rule = rules.find((row) => row.when(world));
  if (rule === undefined)
    throw new Error('no row of the decision table matches: row U must match every readable node');
  return { rule: rule.name, ...rule.then(world) };
}
