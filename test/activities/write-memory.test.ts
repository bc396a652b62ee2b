import { expect, test } from 'vitest';
import { writeFacts } from '../../src/activities/write-memory.js';
import { diagnosisOfFacts } from '../../src/api/present/diagnosis.js';
import type { GraphError } from '../../src/graph/outcome.js';

const refused = (more: Partial<GraphError>) =>
  writeFacts({
    kind: 'refused',
    error: {
      httpStatus: 400,
      code: 100,
      subcode: null,
      type: 'OAuthException',
      message: 'Invalid parameter',
      title: null,
      userMessage: null,
      details: null,
      isTransient: false,
      fbtraceId: 'Atrace',
      retryAfterMs: null,
      ...more,
    },
  });

test('a refusal is diagnosed in the timeline by the words that tell it from others of its code', () => {
  const expired = refused({
    code: 136025,
    subcode: 2388093,
    message: 'Verify code error',
    title: "We couldn't verify the code",
    userMessage: 'The code you entered has expired. Request a new one.',
  });
  expect(expired).toMatchObject({ outcome: 'refused', code: 136025, fbtrace_id: 'Atrace' });
  expect(diagnosisOfFacts(expired)).toMatchObject({
    meaning: 'The verification code has expired.',
  });
});

test('a wait that Meta stated counts before the usual one', () => {
  const cooling = refused({ code: 136024, details: 'Please wait 3 hours' });
  expect(diagnosisOfFacts(cooling)).toMatchObject({ retry: 'after', retry_after_s: 10_800 });
  expect(diagnosisOfFacts(refused({ code: 136024 }))).toMatchObject({ retry_after_s: 3_600 });
});
