import type { DiagnosisRow } from '../diagnosis.js';

const cannot = (row: Omit<DiagnosisRow, 'code' | 'subcode'>): DiagnosisRow => ({
  code: 100,
  subcode: 2388001,
  ...row,
});

/** "Cannot Create Certificate": at least four meanings under one subcode, told apart by Meta's English text. Source: facts/meta.md §2.3. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const certificateDiagnoses: readonly DiagnosisRow[] = [
  cannot({ meaning: 'Meta cannot create the certificate of the number, for a reason that is not known to us.',
    likelyCauses: ["Meta's text says why."],
    fix: "Do as Meta's text says, then press Retry.", whoseMove: 'operator', source: 'CW/FLD/MD' }),
  cannot({ textIncludes: ['display name'], meaning: 'Meta cannot create the certificate, because the display name could not be processed.',
    likelyCauses: ['The display name is in review.', 'Meta does not accept the display name.'],
    fix: 'Wait for the review, hours at least, or edit the display name in WhatsApp Manager.', retry: 'after', whoseMove: 'meta', source: 'CW' }),
  cannot({ textIncludes: ['existing WhatsApp account', 'existing account'], meaning: 'The number is registered to an existing WhatsApp account.',
    likelyCauses: ['It is still used in a WhatsApp app.', 'It was released a few minutes ago.'],
    fix: 'Delete the account in the app and wait three minutes, or connect the number for use together with the app.', retry: 'after', retryAfterS: 300, whoseMove: 'customer', source: 'FLD' }),
  cannot({ textIncludes: ['two-step', '2-step', 'two-factor'], meaning: 'Two-step verification must be turned off before the number can be registered.',
    likelyCauses: ['The previous provider left it on.'],
    fix: 'Turn two-step verification off in WhatsApp Manager (Meta sends a link by e-mail).', whoseMove: 'customer', source: 'MD/FLD' }),
  cannot({ textIncludes: ['ownership'], meaning: 'The ownership of the number must be confirmed first.',
    likelyCauses: ['The number is not verified.', 'The number is being migrated.'],
    fix: 'Request a code and submit it.', whoseMove: 'customer', source: 'MD' }),
];
