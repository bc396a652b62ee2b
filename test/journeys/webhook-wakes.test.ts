import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR } from '../../src/onboarding/duration.js';
import { eventsOf, expectCalls } from '../support/expectations.js';
import { connect, type Journey } from '../support/journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

/** Meta tells, the number moves: what a webhook wakes does not wait for the next look. */
let stack: Stack;

beforeAll(async () => {
  // At the real pace the next look at a name in review is minutes away: only a wake explains a quick answer.
  stack = await startStack({ POLL_PACE: '1' });
});

afterAll(() => stack.close());

const decide = (id: string, decision: string, more: Record<string, unknown> = {}) =>
  stack.meta.post(`/numbers/${id}/name-decision`, { decision, webhook: true, ...more });

test('an approved name registers the number within two seconds', async () => {
  // A machine that stands still for a moment says nothing about us: the quickest of a few counts.
  let { number, tookMs } = await approveOne();
  for (let more = 3; more > 0 && tookMs >= 2_000; more--) ({ number, tookMs } = await approveOne());

  expect(tookMs).toBeLessThan(2_000);
  await number.untilStage('live');
  expect(await eventsOf(stack, number, 'number.name_decided', 'number.live')).toMatchObject([
    { type: 'number.name_decided', cause: 'meta_webhook', facts: { decision: 'APPROVED' } },
    { type: 'number.live' },
  ]);
});

/** A number whose name Meta approves; how long it took until Meta was asked to register it. */
async function approveOne(): Promise<{ number: Journey; tookMs: number }> {
  const number = await connect(stack, {
    scenario: 'slow_name_review',
    simulated: { name_decision_ms: null },
  });
  await number.untilReason('name_pending_review');
  const before = (await number.seenByMeta('register')).length;

  const toldAt = Date.now();
  await decide(number.id, 'APPROVED');
  await waitUntil(async () => (await number.seenByMeta('register')).length > before, {
    timeoutMs: 20_000,
    describe: 'Meta to be asked to register the number',
  });
  return { number, tookMs: Date.now() - toldAt };
}

test('a declined name is explained with the reason that only the webhook carries', async () => {
  const number = await connect(stack, {
    scenario: 'slow_name_review',
    simulated: { name_decision_ms: null },
  });
  await number.untilReason('name_pending_review');

  await decide(number.id, 'DECLINED', { rejection_reason: 'NAME_NOT_CONSISTENT' });
  const declined = await number.untilReason('name_declined', 10_000);

  expect(declined.explanation).toContain('it does not match how the business presents itself');
  expect(declined.woken_by).toBe('meta_event');
  const { body } = await stack.api('GET', `/v1/numbers/${number.id}`);
  expect(body['display_name']).toMatchObject({ rejection_reason: 'NAME_NOT_CONSISTENT' });
  expect(await eventsOf(stack, number, 'number.name_decided')).toMatchObject([
    {
      cause: 'meta_webhook',
      facts: { decision: 'DECLINED', rejection_reason: 'NAME_NOT_CONSISTENT' },
    },
  ]);
});

test('partner_removed: the webhook says why the number can no longer be read', async () => {
  const number = await connect(stack, { scenario: 'partner_removed' });
  await number.untilStage('live');

  await stack.meta.advance(HOUR);

  const withdrawn = await number.untilReason('access_withdrawn');
  expect(withdrawn).toMatchObject({ stage: 'live', waiting_on: 'customer' });
  expect(withdrawn.explanation).toContain('the customer removed it');
  expect(withdrawn.next_actions[0]).toMatchObject({ id: 'open_meta' });
  expect(await eventsOf(stack, number, 'number.action_required')).toMatchObject([
    { cause: 'meta_webhook' },
  ]);
  await expectCalls(number, { register: 1 });
});

test('a restriction with an expiry: said with its end, and over on that second without a sweep', async () => {
  const number = await connect(stack, { scenario: 'straight_through' });
  await number.untilStage('live');

  const expiresAt = Math.ceil(Date.now() / 1_000) + 12;
  await stack.meta.post(`/numbers/${number.id}/account-event`, {
    event: 'ACCOUNT_RESTRICTION',
    restriction_info: [
      { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: expiresAt },
    ],
  });

  const restricted = await number.untilReason('restricted', 10_000);
  expect(restricted).toMatchObject({ stage: 'live', waiting_on: 'time' });
  expect(restricted.until).toBe(new Date(expiresAt * 1_000).toISOString());
  const over = await number.untilReason('live', 30_000);
  expect(over.woken_by).toBe('time_is_up');
  expect(Date.parse(over.reason_since)).toBeGreaterThanOrEqual(expiresAt * 1_000);
});

test('a message that comes in is kept, told on, and seen on the number', async () => {
  const number = await connect(stack, { scenario: 'straight_through' });
  await number.untilStage('live');

  await stack.meta.post('/inbound', { number: number.id, text: 'Are you there?' });

  const message = await waitUntil(
    () =>
      stack.db
        .selectFrom('inbound_messages')
        .selectAll()
        .where('phone_number_id', '=', number.id)
        .executeTakeFirst(),
    { timeoutMs: 5_000, describe: 'the message to be stored' },
  );
  expect(message.payload).toMatchObject({ text: { body: 'Are you there?' } });
  const { body } = await stack.api('GET', `/v1/numbers/${number.id}`);
  expect(body['last_webhook_at']).not.toBeNull();
});
