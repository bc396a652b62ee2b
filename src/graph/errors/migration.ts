import type { ErrorRow } from '../error-row.js';

/**
 * "Cannot migrate phone number": nine causes under one subcode, and maintenance. Source: facts/meta.md §3.2; the texts are those of
 * Meta's page "Error codes", section "Phone migration errors", as served on 2026-09-11 (title, then description).
 */
// One row per line, so that it can be compared with its source.
// prettier-ignore
export const migrationErrors: readonly ErrorRow[] = [
  blocked({ meaning: 'The number cannot be migrated, for a reason we do not know', likelyCause: "See Meta's text", action: "Do as Meta's text says" }),
  blocked({ textIncludes: ['webhooks have not been set up'], meaning: 'Webhooks are not set up for the destination account', likelyCause: 'The app is not subscribed to the destination account', action: 'Subscribe the app to the destination account' }),
  blocked({ textIncludes: ['add this phone number in your whatsapp account', 'added directly'], meaning: 'The number can be added directly, without migration', likelyCause: 'It is not registered anywhere', action: 'Add, verify and register the number' }),
  blocked({ textIncludes: ['name should be present and approved', 'must have an approved display name'], meaning: 'The display name must be present and approved', likelyCause: 'The name is in review, or a change of it is pending', action: 'Get the display name approved first' }),
  blocked({ textIncludes: ['not set up correctly', 'source whatsapp business account'], meaning: 'The source account is not set up correctly', likelyCause: 'The source account is not approved, or uses the removed on-behalf-of model', action: "Ask Meta's support" }),
  blocked({ textIncludes: ['does not have a payment account', 'active credit line'], meaning: 'The destination account has no payment account', likelyCause: 'No credit line is shared with it', action: 'Set up a credit line and share it' }),
  { ...blocked({ textIncludes: ['error migrating'], meaning: 'Something went wrong while migrating', likelyCause: 'A fault at Meta', action: "Try again after some time, then ask Meta's support" }), retry: 'delay', failureClass: 'migration_transient' },
  blocked({ textIncludes: ['different business'], meaning: 'The number belongs to a different business', likelyCause: 'Source and destination represent different businesses', action: 'Migrate into an account of the same business' }),
  blocked({ textIncludes: ['whatsapp account must be approved', 'must be approved before'], meaning: 'The destination account must be approved', likelyCause: 'Business verification or account review is not finished', action: 'Finish business verification and account review' }),
  blocked({ textIncludes: ['messaging for'], meaning: 'The "Messaging For" request must be approved', likelyCause: 'The client has not accepted it', action: 'Ask the client to accept the request in Business Suite' }),
  { code: 2494100, meaning: 'The account is in maintenance mode', retry: 'delay', likelyCause: 'A migration is going on', action: 'Retry in minutes', source: 'D26', failureClass: 'maintenance' },
  // The page lists 2494100 beside numbers that come as subcodes of 100.
  { code: 100, subcode: 2494100, meaning: 'The account is in maintenance mode', retry: 'delay', likelyCause: 'A migration is going on', action: 'Retry in minutes', source: 'D26, place of the number INF', failureClass: 'maintenance' },
];

function blocked(
  row: Pick<ErrorRow, 'textIncludes' | 'meaning' | 'likelyCause' | 'action'>,
): ErrorRow {
  return {
    code: 100,
    subcode: 2388103,
    retry: 'person',
    source: 'D26',
    failureClass: 'migration_blocked',
    ...row,
  };
}
