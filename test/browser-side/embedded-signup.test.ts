import { describe, expect, test } from 'vitest';
import { joinSignup, type SignupError } from '../../src/browser/embedded-signup.js';

const META = 'https://www.facebook.com';
const message = (event: string, data: Record<string, unknown> = {}, origin = META) => ({
  origin,
  data: JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', version: 3, event, data }),
});
const login = (code: string | null) => ({ authResponse: code === null ? null : { code } });
const IDS = { waba_id: '2033', phone_number_id: '1065', business_id: '77' };

test.each(['code first', 'message first'])('joins code and message: %s', async (order) => {
  const join = joinSignup();
  const steps = [() => join.onLogin(login('AQ1')), () => join.onMessage(message('FINISH', IDS))];
  for (const step of order === 'code first' ? steps : steps.toReversed()) step();

  expect(await join.result).toEqual({ code: 'AQ1', ...IDS, coexistence: false });
});

test.each([
  ['FINISH_ONLY_WABA', { waba_id: '2033' }, false],
  ['FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', { waba_id: '2033' }, true],
  ['FINISH_GRANT_ONLY_API_ACCESS', IDS, false],
  ['FINISH_OF_A_LATER_VERSION', { waba_id: '2033', waac_id: '9' }, false],
])('%s is a success', async (event, data, coexistence) => {
  const join = joinSignup();
  join.onMessage(message(event, data));
  join.onLogin(login('AQ1'));

  const none = { phone_number_id: null, business_id: null };
  const { waac_id: _unknown, ...ids } = { waac_id: undefined, ...data };
  expect(await join.result).toEqual({ code: 'AQ1', ...none, ...ids, coexistence });
});

test.each([
  'https://evilfacebook.com',
  'https://www.facebook.com.evil.example',
  'http://www.facebook.com',
  'https://facebook.com:8443',
  'null',
])('a message from %s counts for nothing', async (origin) => {
  const join = joinSignup({ waitMs: 1 });
  join.onMessage(message('FINISH', { ...IDS, waba_id: '666' }, origin));
  join.onLogin(login('AQ1'));

  expect((await join.result).waba_id).toBeNull();
});

test('what is not of a sign-up is passed over', async () => {
  const join = joinSignup({ waitMs: 1 });
  for (const data of [
    'not json',
    '{"type":"other"}',
    7,
    null,
    { type: 'WA_EMBEDDED_SIGNUP', event: 'STARTED' },
  ])
    join.onMessage({ origin: META, data });
  join.onLogin(login('AQ1'));

  expect((await join.result).code).toBe('AQ1');
});

describe('an end without success is a sentence', () => {
  const ended = async (...steps: ((join: ReturnType<typeof joinSignup>) => void)[]) => {
    const join = joinSignup({ waitMs: 1 });
    for (const step of steps) step(join);
    return join.result.then(
      () => expect.unreachable(),
      (error: unknown) => error as SignupError,
    );
  };

  test('cancelled, with the step', async () => {
    const error = await ended((join) =>
      join.onMessage(message('CANCEL', { current_step: 'PHONE_NUMBER_SETUP' })),
    );
    expect([error.reason, error.message]).toEqual([
      'cancelled',
      'The sign-up was left while adding the phone number. Nothing was connected; it can be started again.',
    ]);
  });

  test('an error of Meta’s, with what its support asks for', async () => {
    const data = {
      error_message: 'The number is blocked.',
      error_id: '524126',
      session_id: 'f34b',
    };
    const error = await ended((join) => join.onMessage(message('CANCEL', data)));
    expect([error.reason, error.message]).toEqual([
      'failed',
      'Meta ended the sign-up: The number is blocked.',
    ]);
    expect(error.details).toMatchObject({ error_id: '524126', session_id: 'f34b' });
  });

  test('closed, and finished without a code', async () => {
    expect((await ended((join) => join.onLogin(login(null)))).reason).toBe('closed');
    const error = await ended(
      (join) => join.onMessage(message('FINISH', IDS)),
      (join) => join.onLogin(login(null)),
    );
    expect(error.reason).toBe('no_code');
  });
});
