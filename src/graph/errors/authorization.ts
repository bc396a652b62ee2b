import type { ErrorRow } from '../error-row.js';

const NEW_TOKEN = 'Get a new access token';
const GRANT = 'Grant the token the permission and the asset';
const BACK_OFF = 'Wait, then call less often';

/** Authorization and what every Graph edge may answer: facts/meta.md §3.1, row by row. */
// One row per line, so that it can be compared with its source.
// prettier-ignore
export const authorizationErrors: readonly ErrorRow[] = [
  { code: 0, meaning: 'The app user could not be authenticated', retry: 'person', likelyCause: 'The token expired or was invalidated', action: NEW_TOKEN, source: 'D26', failureClass: 'token' },
  { code: 1, meaning: 'Invalid request or server error', retry: 'delay', likelyCause: 'A fault at Meta, or a malformed call', action: 'Retry two or three times, then inspect the call', source: 'D26', failureClass: 'transient' },
  { code: 2, meaning: 'Temporary downtime or overload', retry: 'delay', likelyCause: 'A fault at Meta', action: "Back off; see Meta's status page", source: 'D26', failureClass: 'transient' },
  { code: 3, meaning: 'The app lacks a capability or permission', retry: 'person', likelyCause: 'The app has not passed app review for it', action: "Check the app's permissions and app review", source: 'D26', failureClass: 'permission' },
  { code: 4, meaning: 'The call limit of the app is reached', retry: 'delay', likelyCause: 'Too many calls; subcode 2446079 in one source', action: 'Wait for estimated_time_to_regain_access', source: 'D26, subcode OA', failureClass: 'throttled' },
  { code: 10, meaning: 'Permission not granted or removed, or not eligible for the endpoint', retry: 'person', likelyCause: 'The token lacks a scope or asset, or the app is no solution provider', action: GRANT, source: 'D26', failureClass: 'permission' },
  { code: 17, meaning: 'The call limit of the user is reached', retry: 'delay', likelyCause: 'Too many calls with a user token', action: BACK_OFF, source: 'Graph', failureClass: 'throttled' },
  { code: 32, meaning: 'The call limit of the page is reached', retry: 'delay', likelyCause: 'Not expected for WhatsApp', action: BACK_OFF, source: 'Graph', failureClass: 'throttled' },
  { code: 33, meaning: 'The business phone number was deleted', retry: 'person', likelyCause: 'The number was removed', action: 'Onboard the number again', source: 'D26', failureClass: 'not_visible' },
  { code: 100, meaning: 'An unsupported, misspelled or too long parameter', retry: 'fix', likelyCause: 'A fault of ours, or a wrong id', action: 'Read the details', source: 'D26', failureClass: 'invalid_request' },
  { code: 100, subcode: 33, meaning: 'The object is missing, not permitted, or does not support the operation', retry: 'person', likelyCause: 'Often a token without the scope or the asset', action: 'Check the token before concluding that the object is gone', source: 'CAP', failureClass: 'not_visible' },
  { code: 100, textIncludes: ['nonexisting field'], meaning: 'The read asks for a field that Meta does not know', retry: 'fix', likelyCause: 'The field was renamed or removed, or is of another Graph version', action: 'Read without the field', source: 'Graph; facts/meta.md §1.1', failureClass: 'unknown_field' },
  { code: 100, subcode: 36009, meaning: 'The authorization code was used already', retry: 'person', likelyCause: 'The code was exchanged twice', action: 'Repeat the signup', source: 'CAP', failureClass: 'invalid_request' },
  { code: 100, subcode: 2494010, meaning: 'Invalid parameter of a message', retry: 'fix', likelyCause: 'See error_data.details', action: 'Correct the message', source: 'FLD', failureClass: 'invalid_request' },
  { code: 100, textIncludes: ['Before override'], meaning: 'An override needs a subscription first', retry: 'service', likelyCause: 'The app is not subscribed to the object or to the account', action: 'Subscribe, then set the override', source: 'FLD; facts/meta.md §1.11', failureClass: 'not_subscribed_before_override' },
  { code: 100, textIncludes: ['callback verification failed', 'callback URL is not reachable', 'callback URL could not be validated'], meaning: 'Meta could not verify the callback', retry: 'fix', likelyCause: 'The URL is not reachable from Meta, or does not answer the challenge', action: 'Make the callback reachable over https, then set it again', source: 'OA; facts/meta.md §1.10', failureClass: 'callback_unverified' },
  { code: 102, meaning: 'The session is invalid', retry: 'person', likelyCause: 'The token is dead', action: NEW_TOKEN, source: 'LEG', failureClass: 'token' },
  { code: 104, meaning: 'Wrong signature, or a token is required', retry: 'person', likelyCause: 'A wrong appsecret_proof, or no token was sent', action: 'Correct the configuration', source: 'LEG/OA', failureClass: 'token' },
  { code: 190, meaning: 'The token is invalid or expired', retry: 'person', likelyCause: 'It expired, was revoked, or is misspelled', action: NEW_TOKEN, source: 'D26', failureClass: 'token' },
  { code: 190, subcode: 458, meaning: 'The app was removed by the user', retry: 'person', likelyCause: 'The customer withdrew the access', action: 'Authorize again', source: 'Graph', failureClass: 'token' },
  { code: 190, subcode: 459, meaning: 'The user must pass a checkpoint', retry: 'person', likelyCause: 'Meta asks the user to sign in', action: 'Sign in at Meta, then authorize again', source: 'Graph', failureClass: 'token' },
  { code: 190, subcode: 460, meaning: 'The password was changed', retry: 'person', likelyCause: "The token's user changed the password", action: 'Authorize again', source: 'Graph', failureClass: 'token' },
  { code: 190, subcode: 463, meaning: 'The token has expired', retry: 'person', likelyCause: 'The token was made to expire', action: 'Authorize again', source: 'Graph', failureClass: 'token' },
  { code: 190, subcode: 464, meaning: 'The user is unconfirmed', retry: 'person', likelyCause: "The token's user has not confirmed the account", action: 'Confirm the account, then authorize again', source: 'Graph', failureClass: 'token' },
  { code: 190, subcode: 467, meaning: 'The token is invalid', retry: 'person', likelyCause: 'It was revoked, or the user signed out', action: 'Authorize again', source: 'Graph', failureClass: 'token' },
  { code: 190, subcode: 492, meaning: 'The session does not match the user', retry: 'person', likelyCause: "The token's user has lost the role", action: 'Authorize again', source: 'Graph', failureClass: 'token' },
  { code: 192, meaning: 'Invalid phone number', retry: 'fix', likelyCause: 'A phone number in the button of a template', action: 'Correct the number', source: 'LEG' },
  { code: 200, meaning: 'Permission error; "Provide valid app ID" when no token was sent', retry: 'person', likelyCause: 'A token, permission or asset is missing', action: GRANT, source: 'D26/FLD', failureClass: 'permission' },
  { code: 200, textIncludes: ['accept the'], meaning: 'The Cloud API terms are not accepted', retry: 'person', likelyCause: 'Nobody accepted the terms for this account yet', action: 'Accept the terms in WhatsApp Manager', source: 'FLD', failureClass: 'terms_not_accepted' },
  { code: [201, 299], meaning: 'Permission not granted', retry: 'person', likelyCause: 'The token lacks a permission', action: GRANT, source: 'D26', failureClass: 'permission' },
  { code: 200, subcode: [1349174, 1349175, 1349176], meaning: 'Permission error', retry: 'person', likelyCause: 'Known from samples only', action: GRANT, source: 'OA', failureClass: 'permission' },
  { code: 300, meaning: 'Edit failure while adding a phone number', retry: 'person', likelyCause: 'Not stated', action: 'Retry once, then use WhatsApp Manager', source: 'LEG' },
  { code: 341, meaning: 'The limit of the app is reached', retry: 'delay', likelyCause: 'Too many calls', action: BACK_OFF, source: 'Graph', failureClass: 'throttled' },
  { code: 368, meaning: 'The WhatsApp account is restricted or disabled for violating a policy', retry: 'person', likelyCause: 'A policy violation', action: 'Appeal in Business Support', source: 'D26', failureClass: 'account_locked' },
  { code: 506, meaning: 'Duplicate post', retry: 'permanent', likelyCause: 'Mostly not applicable to WhatsApp', action: 'Nothing', source: 'Graph' },
  { code: 613, meaning: 'A limit of this edge is reached', retry: 'delay', likelyCause: 'Too many calls to one edge', action: BACK_OFF, source: 'Graph', failureClass: 'throttled' },
  { code: 803, meaning: 'The alias or object was not found', retry: 'person', likelyCause: 'A wrong id', action: 'Check the id', source: 'OA', failureClass: 'not_visible' },
  { code: 2200, meaning: 'Meta could not verify the callback', retry: 'fix', likelyCause: 'The URL is not reachable from Meta, or does not answer the challenge', action: 'Make the callback reachable over https, then set it again', source: 'Graph', failureClass: 'callback_unverified' },
  { code: 80007, meaning: 'The rate limit of the WhatsApp account is reached', retry: 'delay', likelyCause: 'Too many management calls; subcode 2446079 in one source', action: 'Wait, an hour at most', source: 'D26, subcode OA', failureClass: 'throttled' },
  { code: 80008, meaning: 'Too many calls to this WhatsApp account', retry: 'delay', likelyCause: '200 calls an hour, 5,000 once a number is registered', action: 'Wait; stop calling for this account', source: 'LEG/CAP', failureClass: 'throttled' },
  { code: 80012, meaning: 'Too many calls to this template', retry: 'delay', likelyCause: 'Too many edits', action: 'Wait', source: 'LEG', failureClass: 'throttled' },
  { code: 200000, meaning: 'The phone number cannot be added', retry: 'person', likelyCause: "See Meta's text", action: "Do as Meta's text says", source: 'LEG' },
  { code: 200002, meaning: 'The template could not be created', retry: 'fix', likelyCause: "See Meta's text", action: "Do as Meta's text says", source: 'LEG' },
  { code: 200005, meaning: 'Template insights are unavailable', retry: 'person', likelyCause: 'Not available yet for this account', action: 'Nothing for now', source: 'D26' },
  { code: 200006, meaning: 'Template insights cannot be disabled', retry: 'fix', likelyCause: 'They cannot be disabled once enabled', action: 'Do not disable them', source: 'D26' },
  { code: 200007, meaning: 'Template insights are not enabled', retry: 'person', likelyCause: 'Nobody confirmed template analytics', action: 'Enable them in WhatsApp Manager', source: 'D26' },
];
