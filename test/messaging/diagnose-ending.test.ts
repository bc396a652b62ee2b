import { expect, test } from 'vitest';
import { diagnoseEnding } from '../../src/messaging/diagnose-ending.js';

const WORDS = { code: null, title: 'Not today', message: null, details: null };

test.each([
  ['nothing failed', null, false, null],
  [
    'Meta says that it failed, and not why',
    null,
    true,
    'Meta gave no error code. Meta said nothing more.',
  ],
  ['Meta gives words and no code', WORDS, true, 'Meta gave no error code. Meta says: "Not today".'],
  ['we stopped', { code: null, stopped: 'The number was released.' }, true, null],
  [
    'we stopped after refusals',
    { code: 999_999, stopped: 'Too often.' },
    true,
    "Meta's error code 999999 is not known",
  ],
] as const)('%s', (_, error, failed, meaning) => {
  const diagnosis = diagnoseEnding(error, failed);
  if (meaning === null) expect(diagnosis).toBeNull();
  else expect(diagnosis).toMatchObject({ known: false, meaning: expect.stringContaining(meaning) });
});
