import type { DiagnosisRow } from '../diagnosis.js';

const READ = ["Meta's text says why."];
const DO = "Do as Meta's text says.";
const SUPPORT = "Ask Meta's support, with the trace id.";

// prettier-ignore
const ON_BEHALF = {
  meaning: 'A relic of the on-behalf-of model, which Meta removed.', likelyCauses: ['The account was made on behalf of the customer.'],
  fix: SUPPORT, whoseMove: 'operator', source: 'MD',
} as const;

/** What OnboardNumber does not do itself: groups, calling, Flows, user names, synchronization with the app. Source: facts/meta.md §3.2, §3.3. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const elsewhereDiagnoses: readonly DiagnosisRow[] = [
  { code: 130501, meaning: 'This type of message cannot be sent to a group.', likelyCauses: ['Groups take fewer types of messages.'], fix: 'Send another type of message.', whoseMove: 'operator', source: 'docs' },
  { code: 131020, meaning: 'The group has only one member, so it takes no messages.', likelyCauses: ['The others left the group.'], fix: 'Nothing.', whoseMove: 'none', source: 'MD' },
  { code: 131041, meaning: 'The group is not known.', likelyCauses: ['The group is gone.'], fix: 'Nothing.', whoseMove: 'none', source: 'MD' },
  { code: [131201, 131215], meaning: 'An error of the Groups API, which OnboardNumber does not use.', likelyCauses: READ, fix: DO, whoseMove: 'operator', source: 'MD' },
  { code: [138000, 138023], meaning: 'An error of calling, which OnboardNumber does not use.', likelyCauses: READ, fix: DO, whoseMove: 'operator', source: 'PY' },
  { code: 138024, meaning: 'The number cannot take calls over SIP, because SIP is not enabled. It does not concern messages.', likelyCauses: ['Nobody enabled SIP; it is needed for calling only.'], fix: 'Nothing, unless you want to take calls over SIP.', whoseMove: 'none', source: 'MD/CAP' },
  { code: 138025, meaning: 'The app has no SIP server. It does not concern messages.', likelyCauses: ['Nobody configured one; it is needed for calling only.'], fix: 'Nothing, unless you want to take calls over SIP.', whoseMove: 'none', source: 'MD/CAP' },
  { code: [139000, 139004], meaning: 'An error of Flows, which OnboardNumber does not use.', likelyCauses: READ, fix: DO, whoseMove: 'operator', source: 'PY' },
  { code: [139100, 139103], meaning: 'An error of blocking users, which OnboardNumber does not do.', likelyCauses: READ, fix: DO, whoseMove: 'operator', source: 'PY' },
  { code: [147001, 147005], meaning: 'An error about the user name of the business.', likelyCauses: READ, fix: DO, whoseMove: 'customer', source: 'J26' },
  { code: 2593079, ...ON_BEHALF },
  { code: 2593085, ...ON_BEHALF },
  { code: 2593107, meaning: 'Contacts or history of the app were asked for more than once.', likelyCauses: ['Each can be synchronized once after onboarding.'], fix: 'Offboard the customer and onboard again.', whoseMove: 'customer', source: 'D26' },
  { code: 2593108, meaning: 'Contacts or history of the app were asked for too late.', likelyCauses: ['It works in the first 24 hours after onboarding.'], fix: 'Offboard the customer and onboard again.', whoseMove: 'customer', source: 'D26' },
  { code: 2593109, meaning: 'The customer does not share the history of the app.', likelyCauses: ['The customer turned sharing off.'], fix: 'Nothing.', whoseMove: 'none', source: 'D26' },
];
