import type { ErrorRow } from '../error-row.js';

/** Throttling, account integrity and payment: the part of facts/meta.md §3.3 that concerns an account or a number, not one message. */
// One row per line, so that it can be compared with its source.
// prettier-ignore
export const throttlingErrors: readonly ErrorRow[] = [
  { code: 130429, meaning: 'The throughput of the number is reached', retry: 'delay', likelyCause: 'Too many messages a second; subcode 2494055', action: 'Slow down by seconds, queue per number', source: 'D26', failureClass: 'throttled' },
  { code: 130497, meaning: 'The account is restricted from messaging users in this country', retry: 'permanent', likelyCause: 'The policy for this category and country; may arrive as a failed status', action: 'Check the policy, or ask a person', source: 'D26/FLD' },
  { code: 131000, meaning: 'Unknown error', retry: 'delay', likelyCause: 'A fault at Meta', action: 'Retry two or three times, then a person must look', source: 'D26', failureClass: 'transient' },
  { code: 131005, meaning: 'Permission not granted', retry: 'person', likelyCause: 'The token', action: 'Grant the token the permission', source: 'D26', failureClass: 'permission' },
  { code: 131008, meaning: 'A parameter is missing', retry: 'fix', likelyCause: 'A fault of ours', action: 'Read the details', source: 'D26', failureClass: 'invalid_request' },
  { code: 131009, meaning: 'The value of a parameter is invalid', retry: 'fix', likelyCause: 'A fault of ours; also a number that was not added', action: 'Read the details', source: 'D26', failureClass: 'invalid_request' },
  { code: 131016, meaning: 'The service is unavailable', retry: 'delay', likelyCause: 'A fault at Meta', action: 'Back off', source: 'D26', failureClass: 'transient' },
  { code: 131037, meaning: 'A 555 number without an approved name', retry: 'person', likelyCause: 'The display name is not approved', action: 'Get the display name approved', source: 'D26' },
  { code: 131042, meaning: 'A problem with the payment', retry: 'person', likelyCause: 'No method or credit line, account deleted or suspended, time zone or currency not set, on-behalf-of request pending', action: 'Put the billing in order', source: 'D26' },
  { code: 131044, meaning: 'A problem with the payment (calling)', retry: 'person', likelyCause: 'Billing', action: 'Put the billing in order', source: 'PY' },
  { code: 131048, meaning: 'The number is restricted for spam or quality', retry: 'person', likelyCause: 'Users blocked or reported it; lasts hours to days', action: 'Send less, check the quality', source: 'D26' },
  { code: 131056, meaning: 'The limit between this number and this user is hit', retry: 'delay', likelyCause: 'A burst to one recipient', action: 'Back off 4^X seconds, X from 0', source: 'D26', failureClass: 'throttled' },
  { code: 131057, meaning: 'The account is in maintenance', retry: 'delay', likelyCause: 'An upgrade of the throughput, a minute at most', action: 'Retry in one or two minutes', source: 'D26', failureClass: 'maintenance' },
  { code: 131059, meaning: 'The cursor is invalid or expired', retry: 'fix', likelyCause: 'Paging was interrupted', action: 'Restart paging', source: 'MD' },
  { code: 131063, meaning: 'Marketing through the Cloud API is disabled for this account', retry: 'person', likelyCause: 'A setting of the account', action: 'Enable it again, or use the Marketing Messages API', source: 'D26' },
  { code: 131064, meaning: 'A limit because templates are in the wrong category', retry: 'delay', likelyCause: 'Templates were misclassified; lifted automatically after days', action: 'Correct the categories', source: 'D26' },
  { code: 134011, meaning: 'The terms of payments are pending', retry: 'person', likelyCause: 'Nobody accepted them', action: 'Accept the terms', source: 'D26' },
  { code: 135000, meaning: 'Bad parameters of the request', retry: 'fix', likelyCause: 'A fault of ours', action: 'Correct the request', source: 'D26', failureClass: 'invalid_request' },
];
