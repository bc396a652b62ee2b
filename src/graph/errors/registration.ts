import type { ErrorRow } from '../error-row.js';
import { certificateErrors } from './certificate.js';
import { migrationErrors } from './migration.js';

const REGISTER = 'Register the number';

/** Registration, verification and the number itself: facts/meta.md §3.2, row by row. */
// One row per line, so that it can be compared with its source.
// prettier-ignore
export const registrationErrors: readonly ErrorRow[] = [
  ...certificateErrors,
  { code: 100, subcode: 2388004, meaning: 'The code could not be sent, try again later', retry: 'delay', likelyCause: 'The carrier, or a cool-down of hours', action: 'Try the other method, a call', source: 'FLD', failureClass: 'code_not_sendable' },
  { code: 100, subcode: 2388012, meaning: 'The number is in your list already', retry: 'fix', likelyCause: 'It was added twice', action: 'Treat as existing: look it up', source: 'D26', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388091, meaning: 'Not eligible to receive a code, since it is not being migrated', retry: 'person', likelyCause: 'The wrong flow', action: 'Verify the number in the normal way', source: 'D26', failureClass: 'code_not_sendable' },
  { code: 100, subcode: 2388093, meaning: 'Not eligible to verify a code, since it is not being migrated', retry: 'person', likelyCause: 'The wrong flow', action: 'Verify the number in the normal way', source: 'D26', failureClass: 'code_wrong' },
  { code: 136024, meaning: 'Request code error, or the number is verified already', retry: 'delay', likelyCause: 'A cool-down of an hour or more, or the number is VERIFIED', action: 'Read the number; if it is not verified, try a call later', source: 'CAP/D26', failureClass: 'code_not_sendable' },
  { code: 136024, subcode: 2388091, meaning: 'Request code error: try again after a while', retry: 'delay', likelyCause: 'A cool-down of an hour or more, or the number is VERIFIED', action: 'Read the number; if it is not verified, try a call later', source: 'CAP/D26', failureClass: 'code_not_sendable' },
  { code: 136025, meaning: 'Wrong verification code', retry: 'person', likelyCause: 'A typing error, or an old code', action: 'Enter the code again, or request a new one', source: 'CAP', failureClass: 'code_wrong' },
  { code: 136025, subcode: 2388093, meaning: 'Wrong verification code', retry: 'person', likelyCause: 'A typing error, or an old code', action: 'Enter the code again, or request a new one', source: 'CAP', failureClass: 'code_wrong' },
  { code: 136025, textIncludes: ['expired'], meaning: 'The verification code has expired', retry: 'person', likelyCause: 'A code is good for about ten minutes', action: 'Request a new code', source: 'INF; facts/meta.md §1.6', failureClass: 'code_expired' },
  { code: 100, subcode: 2388092, meaning: 'Invalid PIN format', retry: 'fix', likelyCause: 'Not six digits', action: 'Send six digits', source: 'FLD', failureClass: 'pin_invalid' },
  { code: 100, textIncludes: ['weak PIN'], meaning: 'The PIN is too easy to guess', retry: 'fix', likelyCause: 'A trivial pattern such as 123456', action: 'Choose another PIN', source: 'FLD, unverified; facts/meta.md §1.7', failureClass: 'pin_invalid' },
  ...migrationErrors,
  { code: 100, subcode: 2388386, meaning: 'The count of phone numbers exceeds the limit of the business', retry: 'person', likelyCause: 'The cap is 2, or 20 once verified', action: 'Verify the business, or remove numbers', source: 'FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2207051, meaning: 'The number is not registered (deregister)', retry: 'permanent', likelyCause: 'It is off already', action: 'Nothing', source: 'OA', failureClass: 'already_deregistered' },
  { code: 100, textIncludes: ['SMB businesses', 'SMB accounts'], meaning: 'Not available for a number that is shared with the WhatsApp Business app', retry: 'permanent', likelyCause: 'Coexistence', action: 'Disconnect it in the app', source: 'OA', failureClass: 'coexistence' },
  { code: 136025, textIncludes: ['SMB businesses', 'SMB accounts'], meaning: 'Registration is not available for a number that is shared with the WhatsApp Business app', retry: 'permanent', likelyCause: 'Coexistence', action: 'Use the number as it is', source: 'FLD, believed invented; facts/meta.md §1.6', failureClass: 'coexistence' },
  { code: 131031, meaning: 'The account is restricted, or data do not match, such as a wrong PIN', retry: 'person', likelyCause: 'A policy violation, or the PIN', action: 'Check the health status and the PIN', source: 'D26', failureClass: 'account_locked' },
  { code: 131045, meaning: 'Sending failed because of the registration of the number', retry: 'service', likelyCause: 'Not registered, or not completely', action: `${REGISTER}; a second time a person must look`, source: 'D26', failureClass: 'not_registered' },
  { code: 133000, meaning: 'An earlier deregistration failed', retry: 'service', likelyCause: 'Deregistration stopped half way', action: 'Deregister, then register; it counts against both limits', source: 'D26', failureClass: 'incomplete_deregistration' },
  { code: 133004, meaning: 'The server is temporarily unavailable', retry: 'delay', likelyCause: 'A fault at Meta', action: 'Back off for minutes', source: 'D26', failureClass: 'transient' },
  { code: 133005, meaning: 'The two-step PIN does not match', retry: 'person', likelyCause: "The previous provider's PIN is still set", action: 'Supply or replace the PIN', source: 'D26/CAP', failureClass: 'pin_mismatch' },
  { code: 133006, meaning: 'The number needs verification again', retry: 'person', likelyCause: 'The ownership code is missing or expired', action: 'Request a code and submit it', source: 'D26/CAP', failureClass: 'verification_needed' },
  { code: 133008, meaning: 'Too many guesses of the two-step PIN', retry: 'delay', likelyCause: 'A wrong PIN was tried again and again', action: 'Stop, wait as long as the details say (hours), set the PIN', source: 'D26', failureClass: 'pin_guess_lock' },
  { code: 133009, meaning: 'The two-step PIN was guessed too fast', retry: 'delay', likelyCause: 'Two attempts close to each other', action: 'Wait as long as the details say', source: 'D26', failureClass: 'pin_guess_fast' },
  { code: 133010, meaning: 'The sender is not registered (often misread as the recipient)', retry: 'service', likelyCause: 'Never registered, or deregistered', action: REGISTER, source: 'D26/CAP', failureClass: 'not_registered' },
  { code: 133015, meaning: 'Recently deleted, and the deletion is not finished', retry: 'delay', likelyCause: 'The number was deregistered minutes ago', action: 'Wait five minutes', source: 'D26', failureClass: 'deletion_settling' },
  { code: 133016, meaning: 'Too many registrations or deregistrations of this number', retry: 'delay', likelyCause: 'A loop of retries: ten requests in 72 hours', action: 'Do not try for 72 hours', source: 'D26/MD', failureClass: 'attempts_locked' },
  { code: [133001, 133003], meaning: 'A relic of on-premises registration', retry: 'person', likelyCause: 'Decryption or recovery token', action: "Ask Meta's support", source: 'old lists' },
  { code: 133007, meaning: 'The account is blocked (a relic of on-premises registration)', retry: 'person', likelyCause: 'Not stated', action: "Ask Meta's support", source: 'old lists' },
  { code: 141000, meaning: 'The number is not linked to the WhatsApp account', retry: 'service', likelyCause: 'Not registered, or still being activated', action: REGISTER, source: 'CAP' },
  { code: 141002, meaning: 'The template is not approved', retry: 'person', likelyCause: 'Review refused or not finished', action: 'Edit the template, or appeal', source: 'MD' },
  { code: 141006, meaning: 'There is an error with the payment method', retry: 'person', likelyCause: 'No valid payment method', action: 'Add a payment method', source: 'CAP' },
  { code: 141010, meaning: 'The business has not passed business verification', retry: 'person', likelyCause: 'Not verified yet', action: 'Verify the business to raise the limits', source: 'CAP' },
  { code: 2593107, meaning: 'Synchronization was asked for too often', retry: 'permanent', likelyCause: 'Coexistence: once for contacts, once for history', action: 'Offboard the customer and onboard again', source: 'D26' },
  { code: 2593108, meaning: 'Synchronization was asked for too late', retry: 'permanent', likelyCause: 'Coexistence: only in the first 24 hours', action: 'Offboard the customer and onboard again', source: 'D26' },
  { code: 2593109, meaning: 'The customer does not share the history', retry: 'permanent', likelyCause: 'Coexistence: history sharing is off', action: 'Nothing', source: 'D26' },
  { code: 2593079, meaning: 'Mobility error of the on-behalf-of model', retry: 'person', likelyCause: 'The model was removed', action: "Ask Meta's support", source: 'MD' },
  { code: 2593085, meaning: 'Mobility error of the on-behalf-of model', retry: 'person', likelyCause: 'The model was removed', action: "Ask Meta's support", source: 'MD' },
  { code: [147001, 147005], meaning: 'An error about the business username', retry: 'person', likelyCause: "See Meta's text", action: "Do as Meta's text says", source: 'J26' },
  { code: 1752041, meaning: 'Duplicate request to onboard (marketing messages)', retry: 'permanent', likelyCause: 'It is done already', action: 'Nothing', source: 'D26' },
];
