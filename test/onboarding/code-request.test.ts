import { describe, expect, test } from 'vitest';
import {
  afterCodeRequest,
  saidVerifiedAt,
  type CodeRequest,
} from '../../src/onboarding/code-request.js';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import type { CodeMemory } from '../../src/onboarding/memory.js';
import { AT, codeSent, refusal } from './world.js';

const notSent = (more = {}) => refusal('code_not_sendable', { code: 136024, ...more });
/** A VERIFIED number that Meta wants verified again, since an hour; Meta answers 136024. */
const request = (more: Partial<CodeRequest> = {}): CodeRequest => ({
  method: 'SMS',
  at: AT,
  refusal: notSent(),
  isVerified: true,
  attemptAt: AT - HOUR,
  pace: 1,
  ...more,
});
const nothingSent = (more: Partial<CodeMemory> = {}) => codeSent(DAY, { sentAt: null, ...more });

describe('what 136024 means (facts/meta.md §1.5)', () => {
  test.each<[string, 'verified' | 'cool-down', CodeMemory | undefined, Partial<CodeRequest>?]>([
    ['VERIFIED, and no code was asked for before', 'verified', undefined],
    ['NOT_VERIFIED', 'cool-down', undefined, { isVerified: false }],
    ['Meta states a wait', 'cool-down', undefined, { refusal: notSent({ retryAfterMs: HOUR }) }],
    [
      'another code of the same class: the carrier, 100/2388004',
      'cool-down',
      undefined,
      { refusal: refusal('code_not_sendable', { code: 100, subcode: 2388004 }) },
    ],
    [
      'another class',
      'cool-down',
      undefined,
      { refusal: refusal('throttled', { code: 80008, retryAfterMs: null }) },
    ],
    ['a code was sent before the attempt that asked for it', 'verified', codeSent(2 * HOUR)],
    ['a code was sent since, and is dead', 'cool-down', codeSent(30 * MINUTE)],
    [
      'a code was sent since, but Meta says it in words',
      'verified',
      codeSent(30 * MINUTE),
      { refusal: notSent({ details: 'The phone number is already verified.' }) },
    ],
    [
      'a code was sent since, and after a cool-down again',
      'verified',
      codeSent(30 * MINUTE, { refusals: 1 }),
    ],
    ['never attempted, a code was sent', 'cool-down', codeSent(30 * MINUTE), { attemptAt: null }],
    [
      'it said so already, and refused to register',
      'cool-down',
      nothingSent({ alreadyVerifiedAt: AT - 2 * HOUR }),
    ],
    [
      'it said so, and sent a code later: said anew only after a cool-down',
      'cool-down',
      codeSent(30 * MINUTE, { alreadyVerifiedAt: AT - 2 * HOUR }),
    ],
    [
      'it said so, sent a code later, and a cool-down has passed',
      'verified',
      codeSent(30 * MINUTE, { alreadyVerifiedAt: AT - 2 * HOUR, refusals: 1 }),
    ],
  ])('%s: %s', (_, meaning, before, more = {}) => {
    const after = afterCodeRequest(before === undefined ? {} : { code: before }, request(more));

    expect(after.alreadyVerifiedAt === AT ? 'verified' : 'cool-down').toBe(meaning);
    expect(after.cooldownUntil === null).toBe(meaning === 'verified');
    expect(after).toMatchObject({
      requestedAt: AT,
      sentAt: before?.sentAt ?? null,
      refusals: (before?.refusals ?? 0) + 1,
    });
  });
});

describe('the cool-down', () => {
  test.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 12],
    [9, 12],
  ])('after %i refusals in a row: %i h, paced', (refusals, hours) => {
    const code = nothingSent({ refusals });
    const more = { isVerified: false, pace: 0.5 };
    expect(afterCodeRequest({ code }, request(more)).cooldownUntil).toBe(AT + (hours * HOUR) / 2);
  });

  test('a stated wait goes before ours, and is not paced', () => {
    const stated = request({ refusal: notSent({ retryAfterMs: MINUTE }), pace: 0.5 });
    expect(afterCodeRequest({}, stated).cooldownUntil).toBe(AT + MINUTE);
  });
});

test('a refused request leaves how the last code was sent', () => {
  const code = codeSent(MINUTE, { method: 'SMS' });
  expect(afterCodeRequest({ code }, request({ method: 'VOICE' }))).toMatchObject({
    method: 'SMS',
    sentAt: AT - MINUTE,
  });
});

test('accepted, or lost: a code may be on its way, and everything before it is forgotten', () => {
  const code = nothingSent({ refusals: 3, cooldownUntil: AT, wrongTries: 4, verifiedAt: 1 });
  expect(afterCodeRequest({ code }, request({ refusal: null, method: 'VOICE' }))).toEqual({
    requestedAt: AT,
    method: 'VOICE',
    sentAt: AT,
    cooldownUntil: null,
    refusals: 0,
    refusal: null,
    alreadyVerifiedAt: null,
    verifiedAt: 1,
    wrongTries: 0,
  });
});

test('"verified already" holds until Meta sends a code, takes one, or shows the number registered', () => {
  const alreadyVerifiedAt = AT - HOUR;
  const code = nothingSent({ alreadyVerifiedAt });
  expect(saidVerifiedAt({})).toBeNull();
  expect(saidVerifiedAt({ code: nothingSent() })).toBeNull();
  expect(saidVerifiedAt({ code })).toBe(alreadyVerifiedAt);
  const before = AT - 2 * HOUR;
  expect(
    saidVerifiedAt({
      code: { ...code, sentAt: before, verifiedAt: before },
      registeredSeenAt: before,
    }),
  ).toBe(alreadyVerifiedAt);
  expect(saidVerifiedAt({ code: { ...code, sentAt: AT } })).toBeNull();
  expect(saidVerifiedAt({ code: { ...code, verifiedAt: AT } })).toBeNull();
  expect(saidVerifiedAt({ code, registeredSeenAt: AT })).toBeNull();
});
