import type { ErrorRow } from '../error-row.js';

const EDIT = 'Edit the template';

/** Templates, when sent and when managed: the part of facts/meta.md §3.3 about them, row by row. */
// One row per line, so that it can be compared with its source.
// prettier-ignore
export const templateErrors: readonly ErrorRow[] = [
  { code: 132000, meaning: 'The count of parameters does not match the template', retry: 'fix', likelyCause: 'The template was changed', action: 'Synchronize the templates', source: 'D26' },
  { code: 132001, meaning: 'The template is missing in this language, or not approved', retry: 'fix', likelyCause: 'The name is lower snake case, or it is in another account; subcode 2494073 seen', action: 'Synchronize the templates, check name and language', source: 'D26/FLD' },
  { code: 132005, meaning: 'The translated text is too long', retry: 'person', likelyCause: 'Long parameters', action: EDIT, source: 'D26' },
  { code: 132007, meaning: 'The content violates a policy', retry: 'person', likelyCause: 'Text of the template or its parameters', action: EDIT, source: 'D26' },
  { code: 132008, meaning: 'A parameter is invalid', retry: 'fix', likelyCause: 'A fault of ours', action: 'Correct the parameter', source: 'PY' },
  { code: 132012, meaning: 'A parameter is wrongly formatted', retry: 'fix', likelyCause: 'A fault of ours', action: 'Correct the parameter', source: 'D26' },
  { code: 132015, meaning: 'The template is paused', retry: 'delay', likelyCause: 'Low quality; also held messages that were dropped', action: 'Wait until it is unpaused: 3 hours, then 6 hours', source: 'D26' },
  { code: 132016, meaning: 'The template is disabled for good', retry: 'person', likelyCause: 'Low quality, for the third time', action: 'Make a new template', source: 'D26' },
  { code: 132018, meaning: 'The template is not valid (marketing messages)', retry: 'fix', likelyCause: 'See the details', action: 'Correct the message', source: 'D26' },
  { code: 132068, meaning: 'The Flow is blocked', retry: 'person', likelyCause: 'The Flow has errors', action: 'Correct the Flow', source: 'D26' },
  { code: 132069, meaning: 'The Flow is throttled', retry: 'delay', likelyCause: 'Ten messages an hour while it has errors', action: 'Wait, and correct the Flow', source: 'D26' },
  { code: 100, subcode: 2388019, meaning: 'The limit of templates is reached', retry: 'person', likelyCause: '250 templates, 6,000 when verified', action: 'Delete templates, or verify the business', source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: [2388023, 2388024], meaning: 'A template of this name and language exists, or is being deleted', retry: 'fix', likelyCause: 'It was created twice', action: 'Use the existing template', source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388039, meaning: 'The status of the template cannot be changed', retry: 'fix', likelyCause: 'It is still in review', action: 'Wait for the review', source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388040, meaning: 'A field of the template is too long', retry: 'fix', likelyCause: "See Meta's text", action: EDIT, source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388047, meaning: 'The format of the header is incorrect', retry: 'fix', likelyCause: "See Meta's text", action: EDIT, source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388072, meaning: 'The format of the body is incorrect', retry: 'fix', likelyCause: "See Meta's text", action: EDIT, source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388073, meaning: 'The format of the footer is incorrect', retry: 'fix', likelyCause: "See Meta's text", action: EDIT, source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388293, meaning: 'Too many variables for the length of the template', retry: 'fix', likelyCause: 'Little text around the variables', action: EDIT, source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2388299, meaning: 'A variable stands at the start or the end', retry: 'fix', likelyCause: 'Meta wants text around variables', action: EDIT, source: 'D26/FLD', failureClass: 'invalid_request' },
  { code: 100, subcode: 2494160, meaning: 'The account may not manage templates', retry: 'person', likelyCause: 'No number is registered yet, or the account is restricted', action: 'Register a number first; check the restrictions', source: 'FLD', failureClass: 'invalid_request' },
  { code: 200, subcode: 2494160, meaning: 'The account may not manage templates', retry: 'person', likelyCause: 'No number is registered yet, or the account is restricted', action: 'Register a number first; check the restrictions', source: 'FLD, code not captured', failureClass: 'permission' },
];
