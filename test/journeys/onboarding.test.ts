import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { connect, type Journey } from '../support/journey.js';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';

/** One journey through HTTP for each scenario: where it ends, why it waited, what Meta saw, and that the PIN is ours. */
let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(() => stack.close());

/** What every live number of ours has: one PIN, the same here and at Meta. */
async function expectOurPin(number: Journey): Promise<void> {
  expect(await number.storedPin()).toMatch(/^\d{6}$/);
  expect(await number.pinAtMeta()).toBe(await number.storedPin());
}

describe.concurrent('a number goes from added to live by itself', () => {
  test('straight_through: one attempt, webhooks first, live', async () => {
    const number = await connect(stack, { scenario: 'straight_through' });

    const live = await number.untilStage('live');

    expect(live).toMatchObject({ reason: 'live', waiting_on: 'none', action: 'Nothing to do.' });
    expect(live.explanation).toContain(`/webhooks/whatsapp/${number.id}`);
    expect(await number.seenByMeta('register')).toHaveLength(1);
    expect(await number.seenByMeta('deregister')).toHaveLength(0);
    await expectOurPin(number);

    // As somebody's own program sees it.
    const client = createClient({ url: stack.config.PUBLIC_URL, apiKey: ADMIN_KEY });
    const path = { id: number.id };
    const { data } = await client.GET('/v1/numbers/{id}', { params: { path } });
    expect(data?.onboarding.reason).toBe('live');
  });

  test('code_needed: waits for the code, first to be sent, then to be typed', async () => {
    const number = await connect(stack, { scenario: 'code_needed' });
    const waiting = await number.untilReason('code_not_sent');
    expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'operator' });
    expect(waiting.next_actions[0]).toMatchObject({ id: 'send_code', allowed: true });
    expect(await number.seenByMeta('register')).toHaveLength(0);

    expect((await number.post('code-requests', { method: 'SMS', language: 'en_US' })).status).toBe(
      202,
    );
    const needed = await number.untilReason('code_needed');
    expect(needed).toMatchObject({ waiting_on: 'customer' });
    expect(needed.explanation).toContain('by SMS');
    const { codes } = await number.truth();
    expect(codes).toHaveLength(1);

    expect((await number.post('code', { code: codes[0]?.code })).status).toBe(200);
    await number.untilStage('live');
    expect(await number.seenByMeta('register')).toHaveLength(1);
    await expectOurPin(number);
  });

  test('code_wrong_then_right: a wrong code says so at once and spends no attempt', async () => {
    const number = await connect(stack, {
      scenario: 'code_wrong_then_right',
      wishes: { verification: { method: 'SMS', language: 'en_US' } },
    });
    // Wished for when the number was added: the code is on its way without anybody pressing a button.
    await number.untilReason('code_needed');
    const { codes } = await number.truth();
    const code = codes[0]?.code ?? '';

    const wrong = await number.post('code', { code: code === '111222' ? '222111' : '111222' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toMatchObject({ code: 'code_wrong', graph: { code: 136025 } });
    expect(await number.seenByMeta('register')).toHaveLength(0);

    expect((await number.post('code', { code })).status).toBe(200);
    await number.untilStage('live');
    expect(await number.seenByMeta('request_code')).toHaveLength(1);
    expect(await number.seenByMeta('register')).toHaveLength(1);
  });

  test('slow_name_review: probes once, waits for Meta, registers after the approval', async () => {
    const number = await connect(stack, { scenario: 'slow_name_review' });
    const waiting = await number.untilReason('name_pending_review');
    expect(waiting).toMatchObject({ stage: 'name_review', waiting_on: 'meta' });
    expect(waiting.explanation).toContain('"Example Store"');

    await stack.meta.post(`/numbers/${number.id}/name-decision`, {
      decision: 'APPROVED',
      webhook: 'lost',
    });

    await number.untilStage('live');
    expect(await number.seenByMeta('register')).toHaveLength(2);
    await expectOurPin(number);
  });

  test('review_never_starts: registers although no review will ever begin', async () => {
    const number = await connect(stack, { scenario: 'review_never_starts' });

    await number.untilStage('live');

    expect(await number.seenByMeta('register')).toHaveLength(1);
    expect((await number.truth())['name_status']).toBe('AVAILABLE_WITHOUT_REVIEW');
  });

  test('pending_refuses_until_approved: the probe is refused in Meta’s words, and one attempt follows the approval', async () => {
    const number = await connect(stack, { scenario: 'pending_refuses_until_approved' });
    const waiting = await number.untilReason('name_pending_review');
    expect(waiting.registration).toMatchObject({
      used: 1,
      last_attempt: { outcome: 'refused', code: 100, subcode: 2388001 },
    });

    await stack.meta.post(`/numbers/${number.id}/name-decision`, { decision: 'APPROVED' });

    await number.untilStage('live');
    expect(await number.seenByMeta('register')).toHaveLength(2);
    expect(await number.reasonsOnTheWay()).toContain('name_pending_review');
  });

  test('pin_left_by_previous_provider: our PIN replaces it, and the second attempt succeeds', async () => {
    const number = await connect(stack, { scenario: 'pin_left_by_previous_provider' });

    await number.untilStage('live');

    const registers = await number.seenByMeta('register');
    expect(registers.map(({ status }) => status)).toEqual([400, 200]);
    await expectOurPin(number);
  });

  test('pin_left_by_previous_provider with pin_policy ask: waits for the PIN that a person knows', async () => {
    const number = await connect(stack, {
      scenario: 'pin_left_by_previous_provider',
      wishes: { pin_policy: 'ask' },
    });
    const waiting = await number.untilReason('pin_needed');
    expect(waiting).toMatchObject({ stage: 'registering', waiting_on: 'operator' });
    expect(waiting.next_actions.map(({ id }) => id)).toContain('enter_pin');

    const pin = (await number.pinAtMeta()) ?? '';
    expect((await stack.api('PUT', `/v1/numbers/${number.id}/pin`, { pin })).status).toBe(200);

    await number.untilStage('live');
    expect(await number.storedPin()).toBe(pin);
    expect(await number.seenByMeta('register')).toHaveLength(2);
  });

  test('coexistence: live beside the app, never registered, deregistered or sent a code', async () => {
    const number = await connect(stack, { scenario: 'coexistence' });

    const live = await number.untilReason('coexistence_live');

    expect(live).toMatchObject({ stage: 'live', waiting_on: 'none' });
    for (const edge of ['register', 'deregister', 'request_code'])
      expect(await number.seenByMeta(edge)).toHaveLength(0);
    expect((await number.truth()).harm).toBe(0);
    expect(
      (await number.post('code-requests', { method: 'SMS', language: 'en_US' })).body['code'],
    ).toBe('coexistence_protected');
  });

  test('token_expired: says that it did and writes nothing; a new token brings the number to live', async () => {
    const number = await connect(stack, { scenario: 'token_expired' });
    const waiting = await number.untilReason('token_invalid');
    expect(waiting).toMatchObject({
      stage: 'verifying',
      waiting_on: 'operator',
      action: 'Replace the token.',
    });
    expect(waiting.explanation).toContain('it expired');
    expect(await number.seenByMeta('register')).toHaveLength(0);
  });

  test('activation_fast: registered, then connected by Meta a few seconds later', async () => {
    const number = await connect(stack, { scenario: 'activation_fast' });

    await number.untilReason('activation_pending');
    await number.untilStage('live');

    expect(await number.seenByMeta('register')).toHaveLength(1);
    expect(await number.reasonsOnTheWay()).toContain('activation_pending');
  });

  test('reply_lost_on_register: one attempt and one PIN, found by looking', async () => {
    const number = await connect(stack, { scenario: 'reply_lost_on_register' });

    await number.untilStage('live');

    expect(await number.seenByMeta('register')).toHaveLength(1);
    await expectOurPin(number);
  });

  test('accepted_read_lags: an accepted attempt that does not show yet is not made again', async () => {
    const number = await connect(stack, {
      scenario: 'accepted_read_lags',
      simulated: { read_lag_ms: 5_000 },
    });

    await number.untilReason('confirming');
    await number.untilStage('live');

    expect(await number.seenByMeta('register')).toHaveLength(1);
    await expectOurPin(number);
  });
});
