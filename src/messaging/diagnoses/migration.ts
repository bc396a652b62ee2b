import type { DiagnosisRow } from '../diagnosis.js';

const blocked = (row: Omit<DiagnosisRow, 'code' | 'subcode' | 'source'>): DiagnosisRow => ({
  code: 100,
  subcode: 2388103,
  source: 'D26',
  ...row,
});

// prettier-ignore
const MAINTENANCE = {
  meaning: 'The account is in maintenance mode for some minutes.',
  likelyCauses: ['A migration is going on.'],
  fix: 'Try again in some minutes.', retry: 'after', retryAfterS: 300, whoseMove: 'time',
} as const;

/** "Cannot migrate phone number": nine causes under one subcode, told apart by Meta's English text. Source: facts/meta.md §3.2. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const migrationDiagnoses: readonly DiagnosisRow[] = [
  blocked({ meaning: 'The number cannot be migrated, for a reason that is not known to us.',
    likelyCauses: ["Meta's text says why."],
    fix: "Do as Meta's text says.", whoseMove: 'operator' }),
  blocked({ textIncludes: ['webhooks have not been set up'], meaning: 'The number cannot be migrated: webhooks are not set up for the destination account.',
    likelyCauses: ['The app is not subscribed to the destination account.'],
    fix: 'Subscribe the app to the destination account.', whoseMove: 'operator' }),
  blocked({ textIncludes: ['add this phone number in your whatsapp account', 'added directly'], meaning: 'The number need not be migrated: it can be added directly.',
    likelyCauses: ['It is not registered anywhere.'],
    fix: 'Add, verify and register the number.', whoseMove: 'operator' }),
  blocked({ textIncludes: ['present and approved', 'must have an approved display name'], meaning: 'The number cannot be migrated before its display name is approved.',
    likelyCauses: ['The display name is in review.', 'A change of the display name is pending.'],
    fix: 'Get the display name approved first.', whoseMove: 'customer' }),
  blocked({ textIncludes: ['not set up correctly', 'source whatsapp business account'], meaning: 'The number cannot be migrated: the source account is not set up correctly.',
    likelyCauses: ['The source account is not approved.', 'It uses the on-behalf-of model, which Meta removed.'],
    fix: "Ask Meta's support, with the trace id.", whoseMove: 'operator' }),
  blocked({ textIncludes: ['does not have a payment account', 'no payment account', 'active credit line'], meaning: 'The number cannot be migrated: the destination account has no payment account.',
    likelyCauses: ['No credit line is shared with it.'],
    fix: 'Set up a credit line and share it.', whoseMove: 'operator' }),
  blocked({ textIncludes: ['error migrating'], meaning: 'Something went wrong at Meta while the number was migrated.',
    likelyCauses: ['A passing fault at Meta.'],
    fix: "Try again after some time, then ask Meta's support.", retry: 'after', whoseMove: 'meta' }),
  blocked({ textIncludes: ['different business'], meaning: 'The number cannot be migrated: it belongs to a different business.',
    likelyCauses: ['Source and destination account represent different businesses.'],
    fix: 'Migrate into an account of the same business.', whoseMove: 'operator' }),
  blocked({ textIncludes: ['whatsapp account must be approved', 'must be approved before'], meaning: 'The number cannot be migrated before the destination account is approved.',
    likelyCauses: ['Business verification or account review is not finished.'],
    fix: 'Finish business verification and account review.', whoseMove: 'customer' }),
  blocked({ textIncludes: ['messaging for'], meaning: 'The number cannot be migrated before the "Messaging For" request is approved.',
    likelyCauses: ['The client has not accepted the request.'],
    fix: 'Ask the client to accept the request in Business Suite.', whoseMove: 'customer' }),
  { code: 2494100, ...MAINTENANCE, source: 'D26' },
  { code: 100, subcode: 2494100, ...MAINTENANCE, source: 'D26, place of the number INF' },
];
