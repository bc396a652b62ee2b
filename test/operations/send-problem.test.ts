import { expect, test } from 'vitest';
import { problemOfFailure } from '../../src/operations/send-problem.js';
import type { Explanation } from '../../src/onboarding/explanation.js';
import type { MessageError } from '../../src/store/tables.js';

const ONBOARDING = { stage: 'live' } as Explanation;

const refusedWith = (more: Partial<MessageError>) =>
  problemOfFailure(
    'id-1',
    { code: 0, title: null, message: '(#0) refused', details: null, ...more },
    ONBOARDING,
  );

test.each([
  [{ code: 190 }, 'token_invalid'],
  [{ code: 3 }, 'token_invalid'],
  [{ code: 10 }, 'token_invalid'],
  [{ code: 200 }, 'token_invalid'],
  [{ code: 299 }, 'token_invalid'],
  [{ code: 131005 }, 'token_invalid'],
  [{ code: 33 }, 'number_not_live'],
  [{ code: 100, subcode: 33 }, 'number_not_live'],
  [{ code: 131037 }, 'number_not_live'],
  [{ code: 131045 }, 'number_not_live'],
  [{ code: 133010 }, 'number_not_live'],
  [{ code: 368 }, 'account_restricted'],
  [{ code: 131031 }, 'account_restricted'],
  [{ code: 200, message: 'You must accept the terms' }, 'account_restricted'],
] as const)('%j is about the number: 409 %s, with where it stands', (error, code) => {
  expect(refusedWith(error)).toMatchObject({
    code,
    extras: { onboarding: ONBOARDING, members: { message_id: 'id-1' } },
  });
});

test.each([
  [{ code: 132000 }, 'parameters_mismatch'],
  [{ code: 132012 }, 'parameters_mismatch'],
  [{ code: 131009 }, 'parameters_mismatch'],
  [{ code: 132001 }, 'template_unusable'],
  [{ code: 132015 }, 'template_unusable'],
  [{ code: 131021 }, 'recipient_invalid'],
  [{ code: 131026 }, 'recipient_invalid'],
  [{ code: 131030 }, 'recipient_invalid'],
  [{ code: 131062 }, 'recipient_invalid'],
  [{ code: 131047 }, 'outside_service_window'],
  // It may be a text, which has no template's parameters.
  [{ code: 100 }, 'send_refused'],
  [{ code: 100, subcode: 2494010 }, 'send_refused'],
  [{ code: 131051 }, 'send_refused'],
  [{ code: 135000 }, 'send_refused'],
  [{ code: 131049 }, 'send_refused'],
  [{ code: 999_999 }, 'send_refused'],
  [{ code: null }, 'send_refused'],
] as const)('%j is about the message: 422 %s', (error, code) => {
  const problem = refusedWith(error);
  expect(problem.code).toBe(code);
  expect(problem.extras).not.toHaveProperty('onboarding');
});

test('why we stopped is told, beside what Meta said and alone', () => {
  const stopped = 'Meta refused it 4 times with 131000, so we stopped.';
  const { code, ...own } = { code: 131000, stopped };
  expect(refusedWith({ code, ...own }).detail).toMatch(new RegExp(`. ${stopped}$`));
  expect(refusedWith({ code: null, message: null, ...own }).detail).toBe(stopped);
});
