import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { eventsOf, expectCalls, expectRetryRefused } from '../support/expectations.js';
import { connect, type Journey } from '../support/journey.js';
import type { Truth } from '../support/meta.js';
import { APP_ID } from '../support/stack.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';
import { waitUntil } from '../support/wait-until.js';

/** A connected number whose messages would not reach us is not live (onboarding.md §3, S1, S2, L2). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

const repair = async (number: Journey) =>
  expect((await number.post('repair-webhooks')).status).toBe(200);
const isReason = async (number: Journey, reason: string) =>
  (await number.onboarding()).reason === reason;

test('subscribe_refused: registered and connected, but not live until the repair succeeds', async () => {
  const number = await connect(stack, { scenario: 'subscribe_refused' });
  await stack.passUntil(() => isReason(number, 'subscribe_refused'), {
    stride: 5_000,
    atMost: HOUR,
  });
  const waiting = await number.onboarding();
  expect(waiting).toMatchObject({ stage: 'activating', waiting_on: 'operator' });
  expect(waiting.explanation).toContain('200 "');
  expect(waiting.next_actions[0]).toMatchObject({ id: 'repair_webhooks', allowed: true });
  await expectRetryRefused(number);
  expect(await number.condition('connected')).toMatchObject({ status: 'met' });
  expect(await number.condition('webhooks_effective')).toMatchObject({
    status: 'not_met',
    reason: 'subscribe_refused',
  });

  const { body: shown } = await stack.api('GET', `/v1/numbers/${number.id}`);
  const registerWebhook = () =>
    stack.api('POST', `/api/v1/accounts/1/inboxes/${String(shown['inbox_id'])}/register_webhook`);
  const refused = await registerWebhook();
  expect([refused.status, String(refused.body['error'])]).toEqual([
    422,
    expect.stringMatching(/^Webhook setup failed: .*\(#200\)/),
  ]);

  await number.simulate({ subscribe_refused: false });
  expect(await registerWebhook()).toMatchObject({
    status: 200,
    body: { message: 'Webhook registered successfully' },
  });

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 1 });
});

test('subscribe_refused: tried again by itself, ever more rarely', async () => {
  const number = await connect(stack, { scenario: 'subscribe_refused' });
  await stack.pass(6 * HOUR);
  const tries = (await subscribes(number)).length;
  expect(tries).toBeGreaterThanOrEqual(5);
  expect(tries).toBeLessThanOrEqual(10);

  await number.simulate({ subscribe_refused: false });

  await passUntilLive(stack, number, 2 * HOUR);
  await expectCalls(number, { register: 1 });
});

async function subscribes({ wabaId }: Journey) {
  const answer = await fetch(`${stack.meta.url}/_sim/requests?method=POST&path=${wabaId}`);
  return ((await answer.json()) as { data: unknown[] }).data;
}

/** The app's own callback points here, or elsewhere: at another platform. */
const pointAppAt = (callbackUrl: string) =>
  stack.meta.put(`/apps/${APP_ID}`, { callback_url: callbackUrl });

test('callback_refused: not live while Meta cannot verify the URL and nothing else reaches us', async () => {
  const ours = (await appCallback()) ?? '';
  await pointAppAt('https://elsewhere.example/hook');
  const number = await connect(stack, { scenario: 'callback_refused' });
  await stack.passUntil(() => isReason(number, 'callback_unreachable'), {
    stride: 5_000,
    atMost: HOUR,
  });
  const waiting = await number.onboarding();
  expect(waiting).toMatchObject({ stage: 'activating', waiting_on: 'operator' });
  expect(waiting.explanation).toContain(`/webhooks/whatsapp/${number.id}`);
  expect(waiting.explanation).toContain('403');
  await expectRetryRefused(number);

  await number.simulate({ callbacks_refused: false });
  await repair(number);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 1 });
  await pointAppAt(ours);
});

async function appCallback(): Promise<string | null> {
  const answer = await fetch(`${stack.meta.url}/_sim/apps/${APP_ID}`);
  return ((await answer.json()) as { callback_url: string | null }).callback_url;
}

test('callback_refused where the app’s own callback reaches us: only a warning, the number is live', async () => {
  const number = await connect(stack, { scenario: 'callback_refused' });

  await passUntilLive(stack, number);

  await expectCalls(number, { register: 1 });
});

test('override_wiped_later: the number stays live, and its callback is set again', async () => {
  const number = await connect(stack, { scenario: 'override_wiped_later' });
  await passUntilLive(stack, number);

  await stack.pass(8 * HOUR);

  await untilTruth(number, ({ webhook_override: override }) => override !== null);
  await number.untilReason('live');
  await expectCalls(number, { register: 1 });
  expect(await eventsOf(stack, number, 'number.webhooks_repaired')).toMatchObject([
    { cause: 'timer', facts: { found: [{ what: 'callback_gone' }], done: ['callback_set'] } },
  ]);
});

test.each([
  [
    'override_taken_later',
    [{ what: 'callback_changed', effective: expect.stringMatching(/^https?:/) }],
    ['callback_set'],
  ],
  ['unsubscribed_later', [{ what: 'subscription_gone', effective: null }], ['subscribed']],
])('%s: found, repaired, and told what was found and done', async (scenario, found, done) => {
  const number = await connect(stack, { scenario });
  await passUntilLive(stack, number);

  await stack.pass(8 * HOUR);

  await stack.passUntil(
    async () => (await eventsOf(stack, number, 'number.webhooks_repaired')).length > 0,
    { stride: 30_000, atMost: 15 * MINUTE },
  );
  await number.untilReason('live');
  expect(await eventsOf(stack, number, 'number.webhooks_repaired')).toMatchObject([
    { facts: { found, done } },
  ]);
  await expectCalls(number, { register: 1 });
});

const untilTruth = (number: Journey, isSo: (truth: Truth) => boolean) =>
  waitUntil(async () => isSo(await number.truth()), {
    timeoutMs: 30_000,
    describe: 'the repair to reach Meta',
  });

/** Another system on the same Meta app takes our override away. */
async function wipeOverride({ id, token }: Journey): Promise<void> {
  const answer = await fetch(`${stack.meta.url}/v24.0/${id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ webhook_configuration: { override_callback_uri: '' } }),
  });
  expect(answer.status).toBe(200);
}

test('an override that another system keeps wiping is set again, and left alone after the fourth time in a day', async () => {
  const ours = (await appCallback()) ?? '';
  await pointAppAt('https://elsewhere.example/hook');
  const number = await connect(stack, { scenario: 'straight_through' });
  await passUntilLive(stack, number);
  for (let times = 0; times < 4; times++) {
    await stack.pass(10 * MINUTE);
    await wipeOverride(number);
    await number.check();
    await stack.pass(5 * MINUTE);
  }

  const contested = await number.untilReason('subscription_contested');
  expect(contested).toMatchObject({ waiting_on: 'operator' });
  expect(contested.explanation).toContain('4 times in 24 hours');
  expect(contested.next_actions[0]).toMatchObject({ id: 'repair_webhooks', allowed: true });

  await repair(number);
  await number.untilReason('live');
  await expectCalls(number, { register: 1 });
  await pointAppAt(ours);
});

test('a live number whose subscription was taken away is subscribed again', async () => {
  const number = await connect(stack, { scenario: 'straight_through' });
  await passUntilLive(stack, number);
  await stack.pass(HOUR);
  const answer = await fetch(`${stack.meta.url}/v24.0/${number.wabaId}/subscribed_apps`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${number.token}` },
  });
  expect(answer.status).toBe(200);

  await stack.pass(7 * HOUR);

  await untilTruth(number, ({ subscribed }) => subscribed === true);
  await number.untilReason('live');
  await expectCalls(number, { register: 1 });
});

test('messages_field_off: our app itself gets no messages, so nobody is live until it does', async () => {
  const fields = ['messages', 'phone_number_name_update', 'account_update'];
  await stack.meta.put(`/apps/${APP_ID}`, { fields: fields.slice(1) });
  await stack.pass(DAY / 12);
  const number = await connect(stack, { scenario: 'straight_through' });
  await stack.passUntil(() => isReason(number, 'messages_field_off'), {
    stride: 5_000,
    atMost: HOUR,
  });
  const waiting = await number.onboarding();
  expect(waiting).toMatchObject({ stage: 'activating', waiting_on: 'operator' });
  expect(waiting.next_actions[0]).toMatchObject({ id: 'check', allowed: true });
  await expectRetryRefused(number);

  await stack.meta.put(`/apps/${APP_ID}`, { fields });
  await number.check();

  await passUntilLive(stack, number, HOUR);
  await expectCalls(number, { register: 1 });
});

test('app_field_missing: its token is of an app that gets no messages, which is not ours', async () => {
  const number = await connect(stack, { scenario: 'app_field_missing' });

  const waiting = await number.untilReason('token_of_other_app');

  expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'operator' });
  await expectCalls(number, { register: 0 });
});
