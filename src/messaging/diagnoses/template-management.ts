import type { DiagnosisRow } from '../diagnosis.js';

const EDIT = 'Correct the template and submit it again.';

// prettier-ignore
const NOT_ALLOWED = {
  meaning: 'The account may not manage templates.',
  likelyCauses: ['No number of the account is registered yet.', 'The account is restricted.'],
  fix: 'Register a number first, and look at the restrictions of the account.', whoseMove: 'operator',
} as const;

/** Creating and editing templates: facts/meta.md §1.15, §3.1, §3.3. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const templateManagementDiagnoses: readonly DiagnosisRow[] = [
  { code: 100, subcode: 2388019, meaning: 'The account has as many templates as it may have.',
    likelyCauses: ['The limit is 250 templates, or 6,000 once the business is verified.'],
    fix: 'Delete templates, or verify the business.', whoseMove: 'customer', source: 'D26/FLD' },
  { code: 100, subcode: [2388023, 2388024], meaning: 'A template of this name and language exists already, or is being deleted.',
    likelyCauses: ['It was created twice.', 'It was deleted: its name is free again only after some time.'],
    fix: 'Use the template that exists, or choose another name.', whoseMove: 'operator', source: 'D26/FLD' },
  { code: 100, subcode: 2388039, meaning: 'The template cannot be changed in its present status.',
    likelyCauses: ['It is still in review.'],
    fix: 'Wait for the review.', whoseMove: 'meta', source: 'D26/FLD' },
  { code: 100, subcode: 2388040, meaning: 'A field of the template is too long.',
    likelyCauses: ["Meta's text names the field."],
    fix: EDIT, whoseMove: 'operator', source: 'D26/FLD' },
  { code: 100, subcode: 2388047, meaning: 'The header of the template has the wrong format.',
    likelyCauses: ["Meta's text says what it misses."],
    fix: EDIT, whoseMove: 'operator', source: 'D26/FLD' },
  { code: 100, subcode: 2388072, meaning: 'The body of the template has the wrong format.',
    likelyCauses: ["Meta's text says what it misses."],
    fix: EDIT, whoseMove: 'operator', source: 'D26/FLD' },
  { code: 100, subcode: 2388073, meaning: 'The footer of the template has the wrong format.',
    likelyCauses: ["Meta's text says what it misses."],
    fix: EDIT, whoseMove: 'operator', source: 'D26/FLD' },
  { code: 100, subcode: 2388293, meaning: 'The template has too many variables for its length.',
    likelyCauses: ['There is little text around the variables.'],
    fix: EDIT, whoseMove: 'operator', source: 'D26/FLD' },
  { code: 100, subcode: 2388299, meaning: 'A variable stands at the start or the end of the template.',
    likelyCauses: ['Meta wants text before and after every variable.'],
    fix: EDIT, whoseMove: 'operator', source: 'D26/FLD' },
  { code: 100, subcode: 2494160, ...NOT_ALLOWED, source: 'FLD' },
  { code: 200, subcode: 2494160, ...NOT_ALLOWED, source: 'FLD, code not captured' },
  { code: 200002, meaning: 'The template could not be created.',
    likelyCauses: ["Meta's text says why."],
    fix: "Do as Meta's text says.", whoseMove: 'operator', source: 'LEG' },
  { code: 200005, meaning: 'Insights of templates are not available for this account.',
    likelyCauses: ['Meta has not enabled them yet.'],
    fix: 'Nothing for now.', whoseMove: 'meta', source: 'D26' },
  { code: 200006, meaning: 'Insights of templates cannot be disabled.',
    likelyCauses: ['They cannot be disabled once they are enabled.'],
    fix: 'Nothing: leave them enabled.', whoseMove: 'none', source: 'D26' },
  { code: 200007, meaning: 'Insights of templates are not enabled.',
    likelyCauses: ['Nobody confirmed template analytics.'],
    fix: 'Enable them in WhatsApp Manager.', whoseMove: 'customer', source: 'D26' },
];
