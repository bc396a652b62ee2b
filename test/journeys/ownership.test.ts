import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { eventsOf, expectCalls, expectRetryRefused, retry } from '../support/expectations.js';
import { connect, type Journey } from '../support/journey.js';
import { waitUntil } from '../support/wait-until.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** Whose number it is: codes, re-verification, other accounts, the signup's deadline (onboarding.md §3, V1–V3, B, D). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

const SMS = { method: 'SMS', language: 'en_US' };
const newestCode = async (number: Journey) => (await number.truth()).codes.at(-1)?.code ?? '';

test('needs_reverification: a new code, then one more attempt', async () => {
  const number = await connect(stack, { scenario: 'needs_reverification' });
  const waiting = await number.untilReason('reverification_needed');
  expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'customer' });
  expect(waiting.next_actions[0]).toMatchObject({ id: 'send_code', allowed: true });
  await expectRetryRefused(number);

  expect((await number.post('code-requests', SMS)).status).toBe(202);
  const needed = await number.untilReason('code_needed');
  expect(needed.next_actions[0]).toMatchObject({ id: 'enter_code', allowed: true });
  expect((await number.post('code', { code: await newestCode(number) })).status).toBe(200);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2, request_code: 1 });
});

test('needs_reverification, and the code dies: another is sent once the cool-down is over', async () => {
  const number = await connect(stack, {
    scenario: 'needs_reverification',
    simulated: { code_cooldown_ms: 30 * MINUTE },
  });
  await number.untilReason('reverification_needed');
  await number.post('code-requests', SMS);
  await number.untilReason('code_needed');
  await stack.pass(15 * MINUTE);
  await number.untilReason('reverification_needed');
  const tooLate = await number.post('code', { code: await newestCode(number) });
  expect([tooLate.status, tooLate.body['code']]).toEqual([422, 'code_expired']);

  // Meta answers 136024, as it does for a number that is verified already; the number shows VERIFIED, but Meta has just sent a code.
  await number.post('code-requests', SMS);
  const cooling = await number.untilReason('code_cooldown');
  expect(cooling).toMatchObject({ stage: 'verifying', waiting_on: 'time' });
  expect((await number.post('code-requests', SMS)).body).toMatchObject({ code: 'code_cooldown' });
  await stack.pass(HOUR);
  await number.untilReason('reverification_needed');
  await number.post('code-requests', SMS);
  await number.untilReason('code_needed');
  expect((await number.post('code', { code: await newestCode(number) })).status).toBe(200);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2, request_code: 3 });
});

test('reverify_but_verified: "verified already" spends the refusal; one attempt follows an hour later', async () => {
  const number = await connect(stack, { scenario: 'reverify_but_verified' });
  await number.untilReason('reverification_needed');

  await number.post('code-requests', SMS);
  await number.untilReason('attempt_spaced');
  await expectCalls(number, { register: 1, request_code: 1 });

  await passUntilLive(stack, number, 2 * HOUR);
  await expectCalls(number, { register: 2, request_code: 1 });
});

test('reverify_but_verified for longer: says that Meta contradicts itself, and Retry is offered', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    faults: [REVERIFY],
    simulated: {},
  });
  await number.untilReason('reverification_needed');
  await number.post('code-requests', SMS);
  await number.untilReason('attempt_spaced');
  await number.fault(REVERIFY);
  await stack.pass(2 * HOUR);

  const stuck = await number.untilReason('verification_inconsistent');
  expect(stuck).toMatchObject({ stage: 'verifying', waiting_on: 'operator' });
  expect(stuck.next_actions[0]).toMatchObject({ id: 'retry', allowed: true });
  await stack.pass(2 * DAY);
  await expectCalls(number, { register: 2, request_code: 1 });

  // Another code may be asked for; the same answer is no new fact, and by itself nothing is registered any more.
  expect((await number.post('code-requests', SMS)).status).toBe(202);
  await waitUntil(async () => (await number.seenByMeta('request_code')).length === 2, {
    timeoutMs: 30_000,
    describe: 'the second request for a code',
  });
  await stack.pass(2 * DAY);
  await number.untilReason('verification_inconsistent');
  await expectCalls(number, { register: 2, request_code: 2 });

  await retry(number);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 3, request_code: 2 });
});

const REVERIFY = {
  path: '/register',
  effect: { status: 400, code: 133006, message: '(#133006) Phone number re-verification needed' },
};

test('a code that Meta will not send yet: says until when, and asks Meta nothing more', async () => {
  const number = await connect(stack, {
    scenario: 'code_needed',
    simulated: { code_cooldown_until: new Date(stack.now() + 30 * MINUTE).toISOString() },
    wishes: { verification: SMS },
  });
  const cooling = await number.untilReason('code_cooldown');
  expect(cooling).toMatchObject({ stage: 'verifying', waiting_on: 'time' });
  expect(cooling.until).not.toBeNull();
  const refused = await number.post('code-requests', SMS);
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ code: 'code_cooldown', graph: { code: 136024 } });
  expect(await number.seenByMeta('request_code')).toHaveLength(1);

  await stack.pass(2 * HOUR);
  expect(await number.seenByMeta('request_code')).toHaveLength(1);
  await number.untilReason('code_not_sent');
  expect((await number.post('code-requests', SMS)).status).toBe(202);
  await number.untilReason('code_needed');
  expect((await number.post('code', { code: await newestCode(number) })).status).toBe(200);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 1, request_code: 2 });
});

test('in_use_on_phone: looks again after 10 minutes, an hour and a day', async () => {
  const number = await connect(stack, { scenario: 'in_use_on_phone' });
  const inUse = await number.untilReason('number_in_use');
  expect(inUse).toMatchObject({ stage: 'registering', waiting_on: 'customer' });
  expect(inUse.until).not.toBeNull();
  expect(inUse.next_actions[0]).toMatchObject({ id: 'retry', allowed: true });

  await passUntilLive(stack, number, 26 * HOUR);

  await expectCalls(number, { register: 4 });
});

test('in_use_on_phone: Retry once the owner has disconnected it', async () => {
  const number = await connect(stack, { scenario: 'in_use_on_phone' });
  await number.untilReason('number_in_use');
  await stack.pass(3 * HOUR);
  await number.untilReason('number_in_use');
  await expectCalls(number, { register: 3 });

  await retry(number);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 4 });
});

/** There is no public way to say when the signup was finished yet. */
const signedUp = (number: Journey, at: number) =>
  stack.db
    .updateTable('numbers')
    .set({ signed_up_at: new Date(at) })
    .where('phone_number_id', '=', number.id)
    .execute();

test('signup_14_days: refused after the deadline, only a new signup helps', async () => {
  const number = await connect(stack, {
    scenario: 'signup_14_days',
    simulated: { name_status: 'DECLINED' },
  });
  await signedUp(number, stack.now());
  await number.untilReason('name_declined');
  expect((await number.check()).deadline_at).not.toBeNull();

  await stack.pass(10 * DAY);
  await stack.pass(HOUR);
  expect(await eventsOf(stack, number, 'number.deadline_near')).toMatchObject([
    { cause: 'timer', facts: { after: 'signup' } },
  ]);
  await stack.pass(5 * DAY);
  expect(await eventsOf(stack, number, 'number.deadline_near')).toHaveLength(1);
  expect((await number.onboarding()).reason).toBe('name_declined');
  await number.simulate({ name_status: 'APPROVED' });
  await number.check();

  const expired = await number.untilReason('signup_expired');
  expect(expired).toMatchObject({ stage: 'registering', waiting_on: 'customer' });
  expect(expired.action).toContain('repeat the signup');
  await expectRetryRefused(number);
  await stack.pass(3 * DAY);
  await expectCalls(number, { register: 1 });

  // The owner goes through the signup again: Meta forgets the old one.
  await number.simulate({ scenario: 'straight_through' });
  await signedUp(number, stack.now());
  await number.check();
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
});

test('signup_14_days: in time it is a number like any other', async () => {
  const number = await connect(stack, { scenario: 'signup_14_days' });
  await signedUp(number, stack.now() - 13 * DAY);

  await passUntilLive(stack, number);

  await expectCalls(number, { register: 1 });
  expect((await number.check()).deadline_at).toBeNull();
});
