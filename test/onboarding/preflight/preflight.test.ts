import { describe, expect, test } from 'vitest';
import type { TokenFacts, WabaNode } from '../../../src/graph/schemas.js';
import { normaliseNode } from '../../../src/onboarding/normalise.js';
import type { Read, Refusal } from '../../../src/onboarding/observation.js';
import type { CheckId } from '../../../src/onboarding/preflight/check.js';
import { judgePreflight } from '../../../src/onboarding/preflight/preflight.js';
import type { PreflightFacts, PreflightInput } from '../../../src/onboarding/preflight/readings.js';
import type { ReasonCode } from '../../../src/onboarding/reasons.js';

const AT = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const ID = '106540352242922';
const WABA = '203354440000001';
const known = <T>(value: T) => ({ kind: 'known', value, readAt: AT }) as const;
const silent = { kind: 'unreadable', cause: 'timeout', readAt: AT } as const;
const refused = (more: Partial<Refusal>) =>
  ({
    kind: 'refused',
    readAt: AT,
    refusal: {
      class: 'unknown',
      code: 1,
      subcode: null,
      title: null,
      message: 'No.',
      details: null,
      fbtraceId: 'A1',
      retryAfterMs: null,
      ...more,
    },
  }) as const;

const TOKEN: TokenFacts = {
  app_id: '11',
  application: 'Ours',
  is_valid: true,
  expires_at: 0,
  scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
  granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: [WABA] }],
};
const ACCOUNT: WabaNode = {
  id: WABA,
  name: 'Example WABA',
  account_review_status: 'APPROVED',
  business_verification_status: 'verified',
  primary_funding_id: '77',
  owner_business_info: { id: '9876' },
};
/** Embedded signup done, not registered. Source: facts/meta.md §1.1. */
const NODE = {
  id: ID,
  display_phone_number: '+1 555-000-1111',
  verified_name: 'Example Store',
  status: 'PENDING',
  platform_type: 'NOT_APPLICABLE',
  code_verification_status: 'VERIFIED',
  name_status: 'APPROVED',
  is_on_biz_app: false,
  is_pin_enabled: false,
};
const LIVE = {
  ...NODE,
  status: 'CONNECTED',
  platform_type: 'CLOUD_API',
  is_pin_enabled: true,
  health_status: { can_send_message: 'AVAILABLE' },
};
const FACTS: PreflightFacts = {
  at: AT,
  phoneNumberId: ID,
  wabaId: WABA,
  ourAppId: '11',
  callbackUrl: 'https://onboard.example/hook',
  isPinGiven: false,
  pinPolicy: 'replace',
  isTaken: false,
  ledger: {
    registers: [],
    deregisters: [],
    blockedUntil: null,
    deregisterBlockedUntil: null,
    pin: { state: 'none', changedAt: null, supplied: false, isReplacementOpen: false },
  },
};
const READY: PreflightInput = {
  token: known(TOKEN),
  waba: known(ACCOUNT),
  listed: known([ID]),
  node: known(normaliseNode(NODE)),
  subscribedApps: known([{ whatsapp_business_api_data: { id: '11' } }]),
  appWebhooks: known({ callbackUrl: 'https://onboard.example', messagesField: true }),
  callback: { kind: 'verified' },
  facts: FACTS,
};
const node = (more: Record<string, unknown>): Partial<PreflightInput> => ({
  node: known(normaliseNode({ ...NODE, ...more })),
});
const token = (more: Partial<TokenFacts>): Partial<PreflightInput> => ({
  token: known({ ...TOKEN, ...more }),
});
const waba = (more: Partial<WabaNode>): Partial<PreflightInput> => ({
  waba: known({ ...ACCOUNT, ...more }),
});
const facts = (more: Partial<PreflightFacts>): Partial<PreflightInput> => ({
  facts: { ...FACTS, ...more },
});
const attempts = (howMany: number, age = HOUR): PreflightFacts['ledger']['registers'] =>
  Array.from({ length: howMany }, (_, index) => ({
    id: String(index),
    startedAt: AT - age,
    outcome: 'refused',
    refusal: null,
    purpose: null,
  }));
const judge = (more: Partial<PreflightInput>) => judgePreflight({ ...READY, ...more });
const checkOf = (more: Partial<PreflightInput>, id: CheckId) =>
  judge(more).checks.find((check) => check.id === id)!;

test('a number that is ready passes every check but the one only Meta’s registration answers', () => {
  const { verdict, checks } = judge({});

  expect(verdict).toBe('ready');
  expect(new Set(checks.map(({ id }) => id)).size).toBe(21);
  expect(checks.filter((check) => check.verdict !== 'pass').map(({ id }) => id)).toEqual([
    'can_send',
  ]);
});

test('a live number is ready, however its past was', () => {
  const live = {
    ...node(LIVE),
    ...facts({ pinPolicy: 'ask', ledger: { ...FACTS.ledger, registers: attempts(9) } }),
  };
  expect(judge(live)).toMatchObject({ verdict: 'ready' });
  expect(checkOf(live, 'can_send').verdict).toBe('pass');
});

type Row = readonly [
  what: string,
  more: Partial<PreflightInput>,
  id: CheckId,
  verdict: 'pass' | 'warn' | 'fail' | 'unknown',
  reason: ReasonCode | null,
  overall: 'ready' | 'attention' | 'cannot_start',
];
const EXPIRED = { code: 190, subcode: 463, message: 'Session has expired' };

const rows: readonly Row[] = [
  [
    'a token that expired',
    token({ is_valid: false, error: EXPIRED }),
    'token_valid',
    'fail',
    'token_invalid',
    'cannot_start',
  ],
  [
    'a token nobody may ask about',
    { token: refused({ class: 'token', code: 190 }) },
    'token_valid',
    'fail',
    'token_invalid',
    'cannot_start',
  ],
  [
    'a token that ends in 14 days',
    token({ expires_at: AT / 1_000 + 14 * 86_400 }),
    'token_valid',
    'pass',
    null,
    'ready',
  ],
  [
    'a token that ends a moment sooner',
    token({ expires_at: AT / 1_000 + 14 * 86_400 - 1 }),
    'token_valid',
    'warn',
    null,
    'attention',
  ],
  [
    'a token of another app',
    token({ app_id: '12' }),
    'token_app',
    'fail',
    'token_of_other_app',
    'cannot_start',
  ],
  [
    'no app of ours is configured',
    facts({ ourAppId: null }),
    'token_app',
    'unknown',
    null,
    'attention',
  ],
  [
    'a scope is missing',
    token({ scopes: ['whatsapp_business_management'] }),
    'token_scopes',
    'fail',
    'permission_missing',
    'cannot_start',
  ],
  [
    'the token is over, and Meta lists no scope any more',
    token({ is_valid: false, scopes: [] }),
    'token_scopes',
    'unknown',
    null,
    'cannot_start',
  ],
  [
    'the WABA is not among the granted, and cannot be read',
    {
      ...token({ granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: ['9'] }] }),
      waba: silent,
    },
    'token_waba',
    'fail',
    'number_not_visible',
    'cannot_start',
  ],
  [
    'the WABA is not among the granted, and can be read',
    token({ granular_scopes: [{ scope: 'whatsapp_business_management', target_ids: ['9'] }] }),
    'token_waba',
    'pass',
    null,
    'ready',
  ],
  [
    'the WABA is hidden',
    { waba: refused({ class: 'not_visible', code: 100, subcode: 33 }) },
    'waba_visible',
    'fail',
    'number_not_visible',
    'cannot_start',
  ],
  [
    'the WABA was rejected',
    waba({ account_review_status: 'REJECTED' }),
    'waba_review',
    'fail',
    null,
    'cannot_start',
  ],
  [
    'the WABA is in review',
    waba({ account_review_status: 'PENDING' }),
    'waba_review',
    'warn',
    null,
    'attention',
  ],
  [
    'the business is not verified',
    waba({ business_verification_status: 'not_verified' }),
    'business_verification',
    'warn',
    null,
    'attention',
  ],
  [
    'no payment method',
    waba({ health_status: { entities: [{ errors: [{ error_code: 141006 }] }] } }),
    'payment',
    'warn',
    'payment_missing',
    'attention',
  ],
  [
    'a funding that this app is not shown',
    waba({ primary_funding_id: null }),
    'payment',
    'unknown',
    null,
    'ready',
  ],
  [
    'connected to another account here',
    facts({ isTaken: true }),
    'number_free',
    'fail',
    null,
    'cannot_start',
  ],
  [
    'the number is hidden',
    { node: refused({ class: 'not_visible', code: 100, subcode: 33 }) },
    'number_visible',
    'fail',
    'number_not_visible',
    'cannot_start',
  ],
  [
    'a number of another WABA',
    { listed: known(['9']) },
    'number_in_waba',
    'fail',
    'number_not_visible',
    'cannot_start',
  ],
  ['banned', node({ status: 'BANNED' }), 'number_status', 'fail', 'number_banned', 'cannot_start'],
  ['moved', node({ status: 'MIGRATED' }), 'number_status', 'fail', 'number_gone', 'cannot_start'],
  [
    'restricted',
    node({ ...LIVE, status: 'RESTRICTED' }),
    'number_status',
    'warn',
    'restricted',
    'attention',
  ],
  [
    'activating',
    node({ platform_type: 'CLOUD_API' }),
    'number_status',
    'warn',
    'activation_pending',
    'attention',
  ],
  [
    'a state nobody knows',
    node({ platform_type: 'MOON' }),
    'number_status',
    'warn',
    'unrecognised_state',
    'attention',
  ],
  [
    'coexistence, linked',
    node({ ...LIVE, is_on_biz_app: true }),
    'coexistence',
    'pass',
    null,
    'ready',
  ],
  [
    'coexistence, not linked',
    node({ is_on_biz_app: true }),
    'coexistence',
    'fail',
    'coexistence_unfinished',
    'cannot_start',
  ],
  [
    'never verified',
    node({ code_verification_status: 'NOT_VERIFIED' }),
    'ownership',
    'warn',
    'code_not_sent',
    'attention',
  ],
  [
    'its verification expired',
    node({ code_verification_status: 'EXPIRED' }),
    'ownership',
    'warn',
    'reverification_needed',
    'attention',
  ],
  [
    'live, its verification expired',
    node({ ...LIVE, code_verification_status: 'EXPIRED' }),
    'ownership',
    'pass',
    null,
    'ready',
  ],
  [
    'a name in review',
    node({ name_status: 'PENDING_REVIEW' }),
    'display_name',
    'warn',
    'name_pending_review',
    'attention',
  ],
  [
    'a declined name',
    node({ name_status: 'DECLINED' }),
    'display_name',
    'fail',
    'name_declined',
    'cannot_start',
  ],
  [
    'no name',
    node({ name_status: 'NONE' }),
    'display_name',
    'fail',
    'name_missing',
    'cannot_start',
  ],
  [
    'a foreign PIN that we may replace',
    node({ is_pin_enabled: true }),
    'pin',
    'warn',
    null,
    'attention',
  ],
  [
    'a foreign PIN that we must ask for',
    { ...node({ is_pin_enabled: true }), ...facts({ pinPolicy: 'ask' }) },
    'pin',
    'fail',
    'pin_needed',
    'cannot_start',
  ],
  [
    'a PIN was given',
    { ...node({ is_pin_enabled: true }), ...facts({ isPinGiven: true }) },
    'pin',
    'pass',
    null,
    'ready',
  ],
  [
    'seven attempts',
    facts({ ledger: { ...FACTS.ledger, registers: attempts(7) } }),
    'attempts',
    'pass',
    null,
    'ready',
  ],
  [
    'eight attempts',
    facts({ ledger: { ...FACTS.ledger, registers: attempts(8) } }),
    'attempts',
    'fail',
    'attempts_exhausted',
    'cannot_start',
  ],
  [
    'eight attempts, 72 hours ago',
    facts({ ledger: { ...FACTS.ledger, registers: attempts(8, 72 * HOUR) } }),
    'attempts',
    'pass',
    null,
    'ready',
  ],
  [
    'blocked by Meta',
    facts({ ledger: { ...FACTS.ledger, blockedUntil: AT + 1 } }),
    'attempts',
    'fail',
    'register_locked',
    'cannot_start',
  ],
  [
    'a block that is over',
    facts({ ledger: { ...FACTS.ledger, blockedUntil: AT } }),
    'attempts',
    'pass',
    null,
    'ready',
  ],
  [
    'live, and may not send',
    node({ ...LIVE, health_status: { can_send_message: 'BLOCKED' } }),
    'can_send',
    'warn',
    'restricted',
    'attention',
  ],
  ['not subscribed yet', { subscribedApps: known([]) }, 'subscription', 'pass', null, 'ready'],
  [
    'the field "messages" is off',
    { appWebhooks: known({ callbackUrl: null, messagesField: false }) },
    'messages_field',
    'fail',
    'messages_field_off',
    'cannot_start',
  ],
  ['no app is configured', { appWebhooks: null }, 'messages_field', 'unknown', null, 'attention'],
  [
    'the callback refuses',
    { callback: { kind: 'not_verified', detail: 'HTTP 403' } },
    'callback',
    'fail',
    'callback_unreachable',
    'cannot_start',
  ],
  [
    'the callback is not public',
    { callback: { kind: 'not_allowed', detail: 'inside.' } },
    'callback',
    'fail',
    null,
    'cannot_start',
  ],
  [
    'the app’s own callback serves',
    { callback: { kind: 'not_wanted' } },
    'callback',
    'pass',
    null,
    'ready',
  ],
];

describe('each check alone decides', () => {
  test.each(rows)('%s', (_, more, id, verdict, reason, overall) => {
    const judged = judge(more);
    const check = judged.checks.find((one) => one.id === id)!;

    expect([check.verdict, check.reason, judged.verdict]).toEqual([verdict, reason, overall]);
    expect(check.detail).toMatch(/^[A-Z+0-9].*\.$/);
    expect(check.detail).not.toMatch(/[{}]/);
    expect(check.action === null).toBe(verdict === 'pass' || verdict === 'unknown');
  });
});

describe('could-not-read is never a fact', () => {
  const everything = {
    token: silent,
    waba: silent,
    listed: silent,
    node: silent,
    subscribedApps: silent,
    appWebhooks: silent,
  };

  test('when Meta is silent nothing fails, and nothing that Meta decides passes', () => {
    const { verdict, checks } = judge(everything);

    expect(verdict).toBe('attention');
    expect(checks.filter((check) => check.verdict !== 'unknown').map(({ id }) => id)).toEqual([
      'number_free',
      'callback',
    ]);
  });

  test.each([
    ['throttled', 'throttled'],
    ['transient', null],
    ['unknown', 'read_refused_unknown'],
  ] as const)('a refusal of class %s leaves it open', (failure, reason) => {
    const read: Read<never> = refused({ class: failure, code: 7, message: 'Later' });
    expect(checkOf({ node: read }, 'number_visible')).toMatchObject({ verdict: 'unknown', reason });
  });

  test('a dead token fails once, and leaves the rest open', () => {
    const dead = refused({ class: 'token', code: 190, subcode: 463 });
    const { checks } = judge({
      token: dead,
      waba: dead,
      listed: dead,
      node: dead,
      subscribedApps: dead,
    });

    expect(checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toEqual([
      'token_valid',
    ]);
  });
});

test('what is seen to at Meta has its link, and its raw values', () => {
  expect(checkOf(node({ name_status: 'DECLINED' }), 'display_name')).toMatchObject({
    link: `https://business.facebook.com/latest/whatsapp_manager/phone_numbers/?business_id=9876&asset_id=${WABA}`,
    evidence: { name_status: 'DECLINED', verified_name: 'Example Store' },
  });
});
