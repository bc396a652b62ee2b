import { expect, test } from 'vitest';
import { checkNumber } from '../../../src/cli/doctor/check-number.js';
import type { NumberView } from '../../../src/store/number-views.js';

const AT = Date.parse('2026-11-20T12:00:00Z');
const before = (minutes: number): Date => new Date(AT - minutes * 60_000);

const NUMBER = {
  stage: 'live',
  explanation: { explanation: 'The number is live.', action: 'none' },
  conditions: [],
  token_last4: 'a1b2',
  token_facts: { valid: true },
  waba_subscription: { subscribed: true },
  waba_app_webhooks: { messagesField: true },
  last_webhook_at: before(7 * 60),
} as unknown as NumberView;
const READ = {
  node: before(3),
  token: before(0.5),
  subscription: before(5 * 60),
  appWebhooks: before(3 * 24 * 60),
};

test('every fact is told with its age', () => {
  expect(checkNumber(NUMBER, READ, AT).map(({ check, detail }) => [check, detail])).toEqual([
    ['number', 'The number is live. (read 3 minutes ago)'],
    ['token …a1b2', 'Meta accepts it (read just now)'],
    ['subscription', 'our app is subscribed to the WABA (read 5 hours ago)'],
    ['webhook field', 'the app takes the field "messages" (read 3 days ago)'],
    ['last webhook', '2026-11-20T05:00:00.000Z, 7 hours ago'],
  ]);
});

test.each([
  [{ stage: 'activating' }, 'number'],
  [{ token_facts: { valid: false } }, 'token …a1b2'],
  [{ waba_subscription: { subscribed: false } }, 'subscription'],
  [{ waba_app_webhooks: { messagesField: false } }, 'webhook field'],
])('%j fails: %s', (change, check) => {
  const failed = checkNumber({ ...NUMBER, ...change } as NumberView, READ, AT)
    .filter(({ verdict }) => verdict === 'fail')
    .map((finding) => finding.check);
  expect(failed).toEqual([check]);
});

test('what was never read is neither well nor wrong', () => {
  const unread = {
    ...NUMBER,
    token_facts: null,
    waba_subscription: null,
    waba_app_webhooks: null,
    last_webhook_at: null,
  } as NumberView;
  const never = { node: null, token: null, subscription: null, appWebhooks: null };
  expect(checkNumber(unread, never, AT).map(({ verdict }) => verdict)).toEqual([
    'pass',
    ...Array<string>(4).fill('skip'),
  ]);
});

test('a condition fails where it is not met, and not where nobody knows', () => {
  const conditions = (['met', 'unknown', 'not_met'] as const).map((status) => ({
    type: 'webhooks_effective',
    status,
    message: `It is ${status}.`,
  }));
  const number = { ...NUMBER, conditions } as unknown as NumberView;
  expect(checkNumber(number, READ, AT).slice(1, 4)).toEqual([
    { check: 'webhooks effective', verdict: 'pass', detail: 'It is met.' },
    { check: 'webhooks effective', verdict: 'skip', detail: 'It is unknown.' },
    { check: 'webhooks effective', verdict: 'fail', detail: 'It is not_met.', advice: 'none' },
  ]);
});
