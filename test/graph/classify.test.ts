import { describe, expect, test } from 'vitest';
import { classify } from '../../src/graph/classify.js';
import type { FailureClass } from '../../src/graph/failure-class.js';
import type { GraphError } from '../../src/graph/outcome.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function refused(code: number, more: Partial<GraphError> = {}): GraphError {
  return {
    httpStatus: 400,
    code,
    subcode: null,
    type: 'OAuthException',
    message: `(#${code}) Refused`,
    title: null,
    userMessage: null,
    details: null,
    isTransient: false,
    fbtraceId: null,
    retryAfterMs: null,
    ...more,
  };
}

type Row = [code: number, subcode: number | null, expected: FailureClass];

describe('authorization and Graph generic (facts §3.1)', () => {
  test.each<Row>([
    [0, null, 'token'],
    [1, null, 'transient'],
    [2, null, 'transient'],
    [3, null, 'permission'],
    [4, null, 'throttled'],
    [4, 2446079, 'throttled'],
    [10, null, 'permission'],
    [17, null, 'throttled'],
    [32, null, 'throttled'],
    [33, null, 'not_visible'],
    [100, null, 'invalid_request'],
    [100, 33, 'not_visible'],
    [100, 36009, 'invalid_request'],
    [100, 2494010, 'invalid_request'],
    [102, null, 'token'],
    [104, null, 'token'],
    [190, null, 'token'],
    [190, 458, 'token'],
    [190, 459, 'token'],
    [190, 460, 'token'],
    [190, 463, 'token'],
    [190, 464, 'token'],
    [190, 467, 'token'],
    [190, 492, 'token'],
    [192, null, 'unknown'],
    [200, null, 'permission'],
    [201, null, 'permission'],
    [299, null, 'permission'],
    [200, 1349174, 'permission'],
    [200, 1349175, 'permission'],
    [200, 1349176, 'permission'],
    [300, null, 'unknown'],
    [341, null, 'throttled'],
    [368, null, 'account_locked'],
    [506, null, 'unknown'],
    [613, null, 'throttled'],
    [803, null, 'not_visible'],
    [2200, null, 'callback_unverified'],
    [80007, null, 'throttled'],
    [80007, 2446079, 'throttled'],
    [80008, null, 'throttled'],
    [80012, null, 'throttled'],
    [200000, null, 'unknown'],
    [200002, null, 'unknown'],
    [200005, null, 'unknown'],
    [200006, null, 'unknown'],
    [200007, null, 'unknown'],
  ])('%i/%s is %s', (code, subcode, expected) => {
    expect(classify(refused(code, { subcode })).class).toBe(expected);
  });
});

describe('registration, verification, number, migration (facts §3.2)', () => {
  test.each<Row>([
    [100, 2388001, 'certificate_unknown'],
    [100, 2388004, 'code_not_sendable'],
    [100, 2388012, 'invalid_request'],
    [100, 2388091, 'code_not_sendable'],
    [100, 2388093, 'code_wrong'],
    [136024, null, 'code_not_sendable'],
    [136024, 2388091, 'code_not_sendable'],
    [136025, null, 'code_wrong'],
    [136025, 2388093, 'code_wrong'],
    [100, 2388092, 'pin_invalid'],
    [100, 2388103, 'migration_blocked'],
    [100, 2388386, 'invalid_request'],
    [100, 2207051, 'already_deregistered'],
    [2494100, null, 'maintenance'],
    [100, 2494100, 'maintenance'],
    [131031, null, 'account_locked'],
    [131045, null, 'not_registered'],
    [133000, null, 'incomplete_deregistration'],
    [133001, null, 'unknown'],
    [133003, null, 'unknown'],
    [133004, null, 'transient'],
    [133005, null, 'pin_mismatch'],
    [133006, null, 'verification_needed'],
    [133007, null, 'unknown'],
    [133008, null, 'pin_guess_lock'],
    [133009, null, 'pin_guess_fast'],
    [133010, null, 'not_registered'],
    [133015, null, 'deletion_settling'],
    [133016, null, 'attempts_locked'],
    [141000, null, 'unknown'],
    [2593107, null, 'unknown'],
    [2593108, null, 'unknown'],
    [2593109, null, 'unknown'],
    [2593079, null, 'unknown'],
    [2593085, null, 'unknown'],
    [147001, null, 'unknown'],
    [147005, null, 'unknown'],
    [1752041, null, 'unknown'],
  ])('%i/%s is %s', (code, subcode, expected) => {
    expect(classify(refused(code, { subcode })).class).toBe(expected);
  });
});

describe('what else onboarding meets (facts §3.3)', () => {
  test.each<Row>([
    [130429, null, 'throttled'],
    [130429, 2494055, 'throttled'],
    [131000, null, 'transient'],
    [131005, null, 'permission'],
    [131008, null, 'invalid_request'],
    [131009, null, 'invalid_request'],
    [131016, null, 'transient'],
    [131056, null, 'throttled'],
    [131057, null, 'maintenance'],
    [135000, null, 'invalid_request'],
    [200, 2494160, 'permission'],
    [100, 2388024, 'invalid_request'],
  ])('%i/%s is %s', (code, subcode, expected) => {
    expect(classify(refused(code, { subcode })).class).toBe(expected);
  });
});

describe('"Cannot Create Certificate" is told apart by its English text (facts §2.3)', () => {
  test.each<[string, FailureClass]>([
    [
      'Your display name could not be processed. Please edit your display name and try again.',
      'name_not_ready',
    ],
    [
      'This number is registered to an existing WhatsApp account. To use this number, disconnect it from the existing account.',
      'number_in_use',
    ],
    ['Two-step authentication must be disabled for this phone number.', 'two_step_on'],
    ['Two step verification must be disabled first.', 'two_step_on'],
    [
      'Certificate can be downloaded only after confirming ownership of a phone number that is being migrated.',
      'ownership_unconfirmed',
    ],
    ['Não foi possível processar o seu nome.', 'certificate_unknown'],
  ])('%s', (userMessage, expected) => {
    const error = refused(100, {
      subcode: 2388001,
      title: 'Cannot Create Certificate',
      userMessage,
    });
    expect(classify(error).class).toBe(expected);
  });
});

describe('"Cannot migrate phone number" has nine texts (facts §3.2)', () => {
  test.each<[title: string, text: string, expected: FailureClass]>([
    [
      'Cannot migrate phone number.',
      'Webhooks have not been set up for the destination WhatsApp Business account.',
      'migration_blocked',
    ],
    [
      'Please add this phone number in your WhatsApp account',
      'This phone number is eligible to be added directly, and does not need to use phone migration APIs.',
      'migration_blocked',
    ],
    [
      'Registered name should be present and approved.',
      'The business phone number must have an approved display name.',
      'migration_blocked',
    ],
    [
      'The WhatsApp account that this phone number is registered with is not set up correctly.',
      'The source WhatsApp Business Account must be approved, and its "messaging on behalf of" must be approved.',
      'migration_blocked',
    ],
    [
      'Your WhatsApp account does not have a payment account.',
      'Your WhatsApp account must have an active credit line in order to send messages after migration.',
      'migration_blocked',
    ],
    [
      'There was an error migrating this phone number.',
      'Something went wrong when trying to migrate your phone number.',
      'migration_transient',
    ],
    [
      'This phone number belongs to a different Business Manager account.',
      'The source and destination WABAs must represent the same business.',
      'migration_blocked',
    ],
    [
      'Your WhatsApp account must be approved',
      'The destination WhatsApp Business Account must be approved before you can migrate phone numbers.',
      'migration_blocked',
    ],
    [
      'Your WhatsApp account’s "Messaging For" request must be approved',
      'The destination WhatsApp Business Account "Messaging For" request must be approved by the client.',
      'migration_blocked',
    ],
  ])('%s', (title, userMessage, expected) => {
    expect(classify(refused(100, { subcode: 2388103, title, userMessage })).class).toBe(expected);
  });
});

describe('a text says more than the code', () => {
  test.each<[number, string, FailureClass]>([
    [200, 'You must accept the WhatsApp Business Cloud API terms', 'terms_not_accepted'],
    [100, '(#100) Tried accessing nonexisting field (x) on node type (Y)', 'unknown_field'],
    [
      100,
      '(#100) Before override the current callback uri, your app must be subscribed to receive messages for WhatsApp Business Account',
      'not_subscribed_before_override',
    ],
    [100, 'Webhook callback URL is not reachable or invalid', 'callback_unverified'],
    [100, 'Please choose another one: weak PIN', 'pin_invalid'],
    [
      100,
      'Deregister endpoint is not available for API solution for SMB businesses.',
      'coexistence',
    ],
    [136025, 'Phone number registration not available for SMB accounts', 'coexistence'],
    [131000, 'Phone number registration not available for SMB accounts', 'coexistence'],
    [136025, 'The code you entered has expired', 'code_expired'],
  ])('%i "%s" is %s', (code, text, expected) => {
    expect(classify(refused(code, { message: text })).class).toBe(expected);
    expect(classify(refused(code, { details: text })).class).toBe(expected);
    expect(classify(refused(code, { userMessage: text })).class).toBe(expected);
  });
});

describe('the HTTP status', () => {
  test('of a code we know does not count', () => {
    expect(classify(refused(133005, { httpStatus: 503 })).class).toBe('pin_mismatch');
    expect(classify(refused(131026, { httpStatus: 500 })).class).toBe('unknown');
    expect(classify(refused(190, { httpStatus: 500 })).class).toBe('token');
  });

  // Dropped from the catalogue they would be tried again for ever.
  test.each([
    192, 300, 506, 130403, 130472, 130497, 130501, 131020, 131021, 131026, 131030, 131035, 131037,
    131041, 131042, 131044, 131047, 131048, 131049, 131050, 131051, 131052, 131053, 131055, 131059,
    131060, 131062, 131063, 131064, 131201, 131215, 132000, 132001, 132005, 132007, 132008, 132012,
    132015, 132016, 132018, 132068, 132069, 133001, 133003, 133007, 134011, 134100, 134101, 134102,
    137000, 138000, 138025, 139000, 139004, 139100, 139103, 141000, 141002, 141006, 141010, 147001,
    147005, 200000, 200002, 200005, 200007, 1752041, 2593079, 2593085, 2593107, 2593109,
  ])('of %i, which is nothing of its own to onboarding, makes it no passing fault', (code) => {
    expect(classify(refused(code, { httpStatus: 503 })).class).toBe('unknown');
  });

  test('of a code we do not know does', () => {
    expect(classify(refused(987_654, { httpStatus: 500 }))).toEqual({
      class: 'transient',
      retry: 'now',
      retryAfterMs: null,
    });
    expect(classify(refused(987_654))).toEqual({
      class: 'unknown',
      retry: 'person',
      retryAfterMs: null,
    });
  });
});

describe("Meta's is_transient", () => {
  test('counts where the code says little', () => {
    expect(classify(refused(987_654, { isTransient: true })).class).toBe('transient');
    expect(classify(refused(100, { isTransient: true })).class).toBe('transient');
  });

  test('does not where the code says it all', () => {
    expect(classify(refused(133016, { isTransient: true })).class).toBe('attempts_locked');
    expect(classify(refused(190, { isTransient: true })).class).toBe('token');
  });
});

describe('a wait that Meta states', () => {
  test.each<[number, Partial<GraphError>, number | null]>([
    [133008, { details: 'Please wait 11 hours' }, 11 * HOUR],
    [133009, { userMessage: 'Try again in 30 minutes.' }, 30 * MINUTE],
    [133009, { message: 'You may retry after 5 minutes' }, 5 * MINUTE],
    [133008, {}, null],
    [80008, { retryAfterMs: 7 * MINUTE }, 7 * MINUTE],
    [133016, { details: 'too many attempts in a short period of time' }, null],
  ])('with %i %j', (code, more, expected) => {
    expect(classify(refused(code, more))).toMatchObject({ retry: 'after', retryAfterMs: expected });
  });
});
