import type { DiagnosisRow } from '../diagnosis.js';

const SUPPORT = "Ask Meta's support, with the trace id.";
const VERIFY = 'Request a code and submit it.';
const MINUTE = 60;
const HOUR = 3_600;

// Both come with a subcode in every capture; Meta's page names them without.
// prettier-ignore
const CODE_NOT_SENT = {
  meaning: 'Meta did not send a verification code and asks to wait. It answers the same when the number is verified already.',
  likelyCauses: ['A cool-down of an hour or more after earlier requests.', 'The number is VERIFIED already.'],
  fix: 'Look whether the number is verified; if it is not, try a call in an hour.', retry: 'after', retryAfterS: HOUR, whoseMove: 'time', source: 'CAP/D26',
} as const;
// prettier-ignore
const CODE_WRONG = {
  meaning: 'The verification code is wrong.',
  likelyCauses: ['A typing error.', 'The code of an earlier request.'],
  fix: 'Enter the newest code again, or request a new one.', whoseMove: 'customer', source: 'CAP',
} as const;

/** Codes, PINs and registration: facts/meta.md §3.2. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const registrationDiagnoses: readonly DiagnosisRow[] = [
  { code: 100, subcode: 2388004, meaning: 'Meta could not send the verification code.',
    likelyCauses: ['The carrier did not take it.', 'A cool-down after earlier requests.'],
    fix: 'Wait, then try the other method: a call in place of an SMS.', retry: 'after', retryAfterS: HOUR, whoseMove: 'time', source: 'FLD' },
  { code: 100, subcode: 2388012, meaning: 'The number is in the list of this account already.',
    likelyCauses: ['It was added twice.'],
    fix: 'Use the number that is there.', whoseMove: 'operator', source: 'D26' },
  { code: 100, subcode: 2388091, meaning: 'The number is not eligible to receive a code in this way, since it is not being migrated.',
    likelyCauses: ['The wrong flow: migration in place of verification.'],
    fix: 'Verify the number in the normal way.', whoseMove: 'operator', source: 'D26' },
  { code: 100, subcode: 2388093, meaning: 'The number is not eligible to verify a code in this way, since it is not being migrated.',
    likelyCauses: ['The wrong flow: migration in place of verification.'],
    fix: 'Verify the number in the normal way.', whoseMove: 'operator', source: 'D26' },
  { code: 136024, ...CODE_NOT_SENT },
  { code: 136024, subcode: 2388091, ...CODE_NOT_SENT },
  { code: 136025, ...CODE_WRONG },
  { code: 136025, subcode: 2388093, ...CODE_WRONG },
  { code: 136025, textIncludes: ['expired'], meaning: 'The verification code has expired.',
    likelyCauses: ['A code is good for about ten minutes.'],
    fix: 'Request a new code.', whoseMove: 'customer', source: 'INF' },
  { code: 100, subcode: 2388092, meaning: 'The PIN has the wrong format.',
    likelyCauses: ['It is not exactly six digits.'],
    fix: 'Give a PIN of six digits.', whoseMove: 'operator', source: 'FLD' },
  { code: 100, textIncludes: ['weak PIN'], meaning: 'The PIN is too easy to guess.',
    likelyCauses: ['A trivial pattern such as 123456.'],
    fix: 'Choose another PIN.', whoseMove: 'operator', source: 'FLD, unverified' },
  { code: 100, subcode: 2388386, meaning: 'The business has as many phone numbers as it may have.',
    likelyCauses: ['The cap is 2 numbers, or 20 once the business is verified.'],
    fix: 'Verify the business, or remove numbers in WhatsApp Manager.', whoseMove: 'customer', source: 'FLD' },
  { code: 100, subcode: 2207051, meaning: 'The number is not registered, so there is nothing to deregister.',
    likelyCauses: ['It is off already.'],
    fix: 'Nothing.', whoseMove: 'none', source: 'OA' },
  { code: 100, textIncludes: ['SMB businesses', 'SMB accounts'], meaning: 'This cannot be done with a number that is shared with the WhatsApp Business app.',
    likelyCauses: ['The number is used together with the app (coexistence).'],
    fix: 'Use the number as it is, or disconnect it in the app.', whoseMove: 'customer', source: 'OA' },
  { code: 136025, textIncludes: ['SMB businesses', 'SMB accounts'], meaning: 'A number that is shared with the WhatsApp Business app is not registered.',
    likelyCauses: ['The number is used together with the app (coexistence).'],
    fix: 'Nothing: the number works as it is.', whoseMove: 'none', source: 'FLD, believed invented' },
  // Corrects what the first scripts said ("the recipient blocked you").
  { code: 131031, meaning: 'The account is restricted or disabled, or data in the request do not match the account. It does not say that the recipient blocked you.',
    likelyCauses: ['The account violated a policy and is restricted.', 'The PIN in the request is wrong.', 'Other data in the request do not match the account.'],
    fix: 'Look at the health of the number and at Account Quality in Business Support; correct the PIN if the call carried one.', whoseMove: 'customer', source: 'D26' },
  { code: 131045, meaning: 'The message was not sent because the number is not, or not completely, registered.',
    likelyCauses: ['The number was never registered.', 'The registration did not finish.'],
    fix: "Nothing for now: OnboardNumber registers the number. Send once more when it is live; if Meta refuses again, ask Meta's support, with the trace id.", retry: 'after', whoseMove: 'us', source: 'D26' },
  { code: 133000, meaning: 'An earlier deregistration of the number failed half way.',
    likelyCauses: ['Deregistration stopped half way.'],
    fix: 'Nothing for now: OnboardNumber deregisters the number and registers it again, which counts against both limits.', whoseMove: 'us', source: 'D26' },
  { code: [133001, 133003], meaning: 'A relic of registration on premises.',
    likelyCauses: ['Decryption or the recovery token of the old on-premises client.'],
    fix: SUPPORT, whoseMove: 'operator', source: 'old lists' },
  { code: 133004, meaning: "Meta's registration server is unavailable for a moment.",
    likelyCauses: ['A passing fault at Meta.'],
    fix: 'Try again in a few minutes.', retry: 'now', whoseMove: 'meta', source: 'D26' },
  { code: 133005, meaning: 'The two-step PIN does not match.',
    likelyCauses: ["The previous provider's PIN is still set.", 'Somebody changed the PIN in WhatsApp Manager.'],
    fix: 'Give the PIN, or let it be replaced.', whoseMove: 'operator', source: 'D26/CAP' },
  { code: 133006, meaning: 'The number must be verified before it can be registered.',
    likelyCauses: ['The verification has expired.', 'The number was never verified.'],
    fix: VERIFY, whoseMove: 'customer', source: 'D26/CAP' },
  { code: 133007, meaning: 'The account is blocked (a relic of registration on premises).',
    likelyCauses: ['Meta does not say.'],
    fix: SUPPORT, whoseMove: 'operator', source: 'old lists' },
  { code: 133008, meaning: 'The two-step PIN was guessed too often; Meta takes none for hours.',
    likelyCauses: ['A wrong PIN was tried again and again.'],
    fix: 'Stop, wait as long as the details say, then set a new PIN.', retry: 'after', retryAfterS: 12 * HOUR, whoseMove: 'time', source: 'D26' },
  { code: 133009, meaning: 'The two-step PIN was entered too fast.',
    likelyCauses: ['Two attempts close to each other.'],
    fix: 'Wait as long as the details say.', retry: 'after', retryAfterS: 5 * MINUTE, whoseMove: 'time', source: 'D26' },
  { code: 133010, meaning: 'The sending number is not registered. It does not speak of the recipient, as is often believed.',
    likelyCauses: ['The number was never registered.', 'The number was deregistered.'],
    fix: 'Nothing for now: OnboardNumber registers the number. Send again once it is live.', whoseMove: 'us', source: 'D26/CAP' },
  { code: 133015, meaning: 'The number was deleted a moment ago, and the deletion is not finished.',
    likelyCauses: ['The number was deregistered or removed minutes ago.'],
    fix: 'Wait five minutes.', retry: 'after', retryAfterS: 5 * MINUTE, whoseMove: 'time', source: 'D26' },
  { code: 133016, meaning: 'The number was registered or deregistered too often; Meta blocks it for 72 hours.',
    likelyCauses: ['Retries in a loop: ten requests in 72 hours, failed ones among them, here and in other tools.'],
    fix: 'Do not try for 72 hours.', retry: 'after', retryAfterS: 72 * HOUR, whoseMove: 'time', source: 'D26/MD' },
  { code: 1752041, meaning: 'The account was onboarded to marketing messages already.',
    likelyCauses: ['The request was made twice.'],
    fix: 'Nothing.', whoseMove: 'none', source: 'D26' },
];
