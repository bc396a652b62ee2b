import type { DiagnosisRow } from '../diagnosis.js';

const NEW_TOKEN = 'Get a new access token and give it to the WhatsApp Business Account here.';
const AUTHORIZE_AGAIN = 'Let the customer authorize the app again, and give the new token here.';
const GRANT =
  'Grant the token the permission and the asset (whatsapp_business_management, whatsapp_business_messaging, the account).';
const REVOKED = 'Nothing is sent or received with it until it is replaced.';

/** The token and its permissions: facts/meta.md §3.1. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const authorizationDiagnoses: readonly DiagnosisRow[] = [
  { code: 0, meaning: `Meta could not authenticate the user behind the token. ${REVOKED}`,
    likelyCauses: ['The token has expired.', 'The token was invalidated.'],
    fix: NEW_TOKEN, whoseMove: 'operator', source: 'D26' },
  { code: 3, meaning: 'The Meta app lacks a capability or a permission.',
    likelyCauses: ['The app has not passed app review for this capability.', 'The permission was removed from the app.'],
    fix: "Check the app's permissions and its app review in the App Dashboard.", whoseMove: 'operator', source: 'D26' },
  { code: 10, meaning: 'A permission is not granted or was removed, or the app is not eligible for this endpoint.',
    likelyCauses: ['The token lacks a scope or the asset.', 'The endpoint is for solution providers only.'],
    fix: GRANT, whoseMove: 'operator', source: 'D26' },
  { code: 102, meaning: `The session of the token is invalid. ${REVOKED}`,
    likelyCauses: ['The token is dead.'],
    fix: NEW_TOKEN, whoseMove: 'operator', source: 'LEG' },
  { code: 104, meaning: 'The call was signed wrongly, or it carried no token.',
    likelyCauses: ['The app secret that we sign with is not the secret of the app.', 'No token was sent.'],
    fix: 'Correct META_APP_SECRET, and give a token to the account.', whoseMove: 'operator', source: 'LEG/OA' },
  { code: 190, meaning: `The access token is invalid or has expired. ${REVOKED}`,
    likelyCauses: ['The token has expired.', 'It was revoked, or its user lost the role.', 'It was copied incompletely.'],
    fix: NEW_TOKEN, whoseMove: 'operator', source: 'D26' },
  { code: 190, subcode: 458, meaning: `The customer removed the app. ${REVOKED}`,
    likelyCauses: ['The customer withdrew the access in the business settings.'],
    fix: AUTHORIZE_AGAIN, whoseMove: 'customer', source: 'Graph' },
  { code: 190, subcode: 459, meaning: `The user behind the token must pass a checkpoint at Meta. ${REVOKED}`,
    likelyCauses: ['Meta asks the user to confirm the account.'],
    fix: 'Let the user sign in at Meta, then authorize the app again.', whoseMove: 'customer', source: 'Graph' },
  { code: 190, subcode: 460, meaning: `The password of the user behind the token was changed. ${REVOKED}`,
    likelyCauses: ['The user changed the password, or Meta ended the session for security.'],
    fix: AUTHORIZE_AGAIN, whoseMove: 'customer', source: 'Graph' },
  { code: 190, subcode: 463, meaning: `The access token has expired. ${REVOKED}`,
    likelyCauses: ['The token was made to expire: a test token after 24 hours, others after 60 days.'],
    fix: 'Get a new token, best one of a system user that does not expire.', whoseMove: 'operator', source: 'Graph' },
  { code: 190, subcode: 464, meaning: `The user behind the token is not confirmed. ${REVOKED}`,
    likelyCauses: ['The user has not confirmed the account at Meta.'],
    fix: 'Let the user confirm the account, then authorize the app again.', whoseMove: 'customer', source: 'Graph' },
  { code: 190, subcode: 467, meaning: `The access token is invalid. ${REVOKED}`,
    likelyCauses: ['It was revoked.', 'The user signed out.'],
    fix: AUTHORIZE_AGAIN, whoseMove: 'operator', source: 'Graph' },
  { code: 190, subcode: 492, meaning: `The session does not match the user behind the token. ${REVOKED}`,
    likelyCauses: ['The user has lost the role in the business.'],
    fix: AUTHORIZE_AGAIN, whoseMove: 'customer', source: 'Graph' },
  { code: 200, meaning: 'The token lacks a permission, or no token was sent.',
    likelyCauses: ['The account was not shared with the app or the system user.', 'The token was made without a scope.'],
    fix: GRANT, whoseMove: 'operator', source: 'D26/FLD' },
  { code: 200, textIncludes: ['accept the'], meaning: 'The terms of the Cloud API are not accepted for this account.',
    likelyCauses: ['Nobody accepted them yet.'],
    fix: 'Accept the terms in WhatsApp Manager.', whoseMove: 'customer', source: 'FLD' },
  { code: 200, subcode: [1349174, 1349175, 1349176], meaning: 'The token lacks a permission. This subcode is known from samples only.',
    likelyCauses: ['The account was not shared with the app or the system user.'],
    fix: GRANT, whoseMove: 'operator', source: 'OA' },
  { code: [201, 299], meaning: 'A permission is not granted.',
    likelyCauses: ['The token was made without a scope.'],
    fix: GRANT, whoseMove: 'operator', source: 'D26' },
  { code: 131005, meaning: 'The token has no permission for this.',
    likelyCauses: ['The permission was not granted.', 'The permission was removed.'],
    fix: GRANT, whoseMove: 'operator', source: 'D26' },
];
