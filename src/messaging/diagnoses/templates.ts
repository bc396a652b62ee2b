import type { DiagnosisRow } from '../diagnosis.js';

const CORRECT = 'Correct the parameters and send again.';
const HOUR = 3_600;

/** Sending templates: facts/meta.md §3.3. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const templateDiagnoses: readonly DiagnosisRow[] = [
  { code: 132000, meaning: 'The number of parameters is not the number that the template has.',
    likelyCauses: ['The template was changed at Meta, and the synchronized copy is old.', 'The binding or the request leaves a parameter out.', 'Header or button parameters are missing.'],
    fix: 'Synchronize the templates, compare the binding with the template, and send again.', whoseMove: 'operator', source: 'D26' },
  { code: 132001, meaning: 'The template does not exist in this language, or it is not approved.',
    likelyCauses: ['The language is not the exact one ("en" is not "en_US").', 'The template is in another WhatsApp Business Account.', 'The name is misspelled: it is lower snake case.', 'The review is not finished.'],
    fix: 'Synchronize the templates, then check name, language, status and account.', whoseMove: 'operator', source: 'D26/FLD, subcode 2494073 seen' },
  { code: 132005, meaning: 'The text becomes too long once the parameters are filled in.',
    likelyCauses: ['Long parameters.', 'A long translation of the template.'],
    fix: 'Shorten the parameters, or edit the template.', whoseMove: 'operator', source: 'D26' },
  { code: 132007, meaning: "The content of the template violates a policy of WhatsApp's.",
    likelyCauses: ['The text of the template.', 'The text of a parameter.'],
    fix: 'Edit the template, and read the reason in WhatsApp Manager.', whoseMove: 'operator', source: 'D26' },
  { code: 132008, meaning: 'A parameter of the template is not valid.',
    likelyCauses: ['A value that the component does not take.'],
    fix: CORRECT, whoseMove: 'operator', source: 'PY' },
  { code: 132012, meaning: 'A parameter of the template has the wrong format.',
    likelyCauses: ['The header has another type of media than the template.', 'A text where the template wants media, currency or a date.', 'A named parameter without its name.'],
    fix: CORRECT, whoseMove: 'operator', source: 'D26' },
  // Corrects what the first scripts said ("bad image URL").
  { code: 132015, meaning: 'The template is paused because of its low quality. It does not say that an image link is bad: media that cannot be fetched is 131052 or 131053.',
    likelyCauses: ['People blocked or reported messages from this template.', 'Messages that Meta held to assess the quality were dropped.'],
    fix: 'Wait until Meta lifts the pause (3 hours the first time, 6 hours the second), improve the template, or use another one. A pause for pacing is lifted by hand in WhatsApp Manager.', retry: 'after', retryAfterS: 3 * HOUR, whoseMove: 'time', source: 'D26' },
  { code: 132016, meaning: 'The template is disabled for good because of its low quality.',
    likelyCauses: ['It was paused for the third time.'],
    fix: 'Make a new template with other content.', whoseMove: 'operator', source: 'D26' },
  { code: 132018, meaning: 'The parameters do not pass the check of the template.',
    likelyCauses: ['A parameter holds line breaks, tabs or many spaces.', 'See the details.'],
    fix: CORRECT, whoseMove: 'operator', source: 'D26' },
  { code: 132068, meaning: 'The Flow of the template is blocked.',
    likelyCauses: ['The Flow has errors.'],
    fix: 'Correct the Flow.', whoseMove: 'operator', source: 'D26' },
  { code: 132069, meaning: 'The Flow of the template is throttled: ten messages an hour.',
    likelyCauses: ['The Flow has errors.'],
    fix: 'Correct the Flow, and wait.', retry: 'after', retryAfterS: HOUR, whoseMove: 'operator', source: 'D26' },
  { code: 134100, meaning: 'The Marketing Messages API takes marketing templates only.',
    likelyCauses: ['The template is of another category.'],
    fix: 'Send it through the Cloud API.', whoseMove: 'operator', source: 'D26' },
  { code: 134101, meaning: 'The Marketing Messages API is still synchronizing the template.',
    likelyCauses: ['The template is new; it takes ten minutes.'],
    fix: 'Wait ten minutes.', retry: 'after', retryAfterS: 600, whoseMove: 'time', source: 'D26' },
  { code: 134102, meaning: 'The template is not available in the Marketing Messages API.',
    likelyCauses: ['Meta does not say.'],
    fix: 'Send it through the Cloud API.', whoseMove: 'operator', source: 'D26' },
];
