import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { expectCalls, expectRetryRefused, retry } from '../support/expectations.js';
import { connect, type Journey } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';
import { waitUntil } from '../support/wait-until.js';

/** Meta's ten attempts in 72 hours, what passes by itself, and what an attempt costs (onboarding.md §3, gate, K, T). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

const ALWAYS_FAILS = {
  path: '/register',
  times: 1_000,
  effect: { status: 500, code: 131000, message: '(#131000) Something went wrong' },
};

const untilUsed = (number: Journey, used: number) =>
  waitUntil(
    async () => {
      const { reason, registration } = await number.onboarding();
      return reason === 'attempts_exhausted' && registration.used === used;
    },
    { timeoutMs: 30_000, describe: `${used} attempts to be used` },
  );

test('server_error_after_success: a 500 is no refusal; the next look finds the number registered', async () => {
  const number = await connect(stack, { scenario: 'server_error_after_success' });

  await passUntilLive(stack, number, MINUTE);

  await expectCalls(number, { register: 1 });
});

test('transient_refusals: 1, 5 and 15 minutes apart, and each says when the next one comes', async () => {
  const number = await connect(stack, { scenario: 'transient_refusals' });
  const spaced = await number.untilReason('attempt_spaced');
  expect(spaced).toMatchObject({ stage: 'registering', waiting_on: 'time' });
  expect(Date.parse(spaced.until ?? '') - stack.now()).toBeLessThanOrEqual(MINUTE);

  await passUntilLive(stack, number, HOUR);

  await expectCalls(number, { register: 4 });
});

test('recently_deleted: waits 5, 10 and 30 minutes for Meta to let go of the number', async () => {
  const number = await connect(stack, { scenario: 'recently_deleted' });
  const settling = await number.untilReason('deletion_settling');
  expect(settling).toMatchObject({ stage: 'registering', waiting_on: 'time' });
  expect(settling.until).not.toBeNull();
  await expectRetryRefused(number);

  await passUntilLive(stack, number, HOUR);

  await expectCalls(number, { register: 4 });
});

test('incomplete_deregistration: deregisters once more, then registers', async () => {
  const number = await connect(stack, { scenario: 'incomplete_deregistration' });

  await passUntilLive(stack, number, HOUR);

  await expectCalls(number, { register: 2, deregister: 1 });
});

test('window_already_used: others used seven, the first of ours is enough', async () => {
  const number = await connect(stack, { scenario: 'window_already_used' });

  await passUntilLive(stack, number, MINUTE);

  await expectCalls(number, { register: 1 });
});

test('blocked_72h: one attempt finds the block; nothing is sent, by anybody, before it ends', async () => {
  const number = await connect(stack, { scenario: 'blocked_72h' });
  const locked = await number.untilReason('register_locked');
  expect(locked).toMatchObject({ stage: 'registering', waiting_on: 'time' });
  expect(locked.registration.blocked_until).toBe(locked.until);
  await expectRetryRefused(number);

  await stack.pass(71 * HOUR);
  await expectCalls(number, { register: 1 });
  await expectRetryRefused(number);

  await passUntilLive(stack, number, 3 * HOUR);
  await expectCalls(number, { register: 2 });
});

test('eight attempts of ours in 72 hours: the last two are given away only to someone who knows that they are the last', async () => {
  const number = await connect(stack, { scenario: 'straight_through', faults: [ALWAYS_FAILS] });
  const exhausted = await stack.passUntil(
    async () => {
      const now = await number.onboarding();
      return now.reason === 'attempts_exhausted' ? now : null;
    },
    { stride: 30 * MINUTE, atMost: DAY },
  );
  expect(exhausted).toMatchObject({ stage: 'registering', waiting_on: 'time' });
  expect(exhausted.registration).toMatchObject({ used: 8, automatic_limit: 8, limit: 10 });
  expect(exhausted.explanation).toContain("8 of Meta's 10");
  expect(exhausted.next_actions.find(({ id }) => id === 'retry')?.spends).toContain(
    '1 of 2 attempts left (reserved for you)',
  );
  await expectCalls(number, { register: 8 });

  const unconfirmed = await number.post('retry', {});
  expect(unconfirmed.status).toBe(409);
  expect(unconfirmed.body).toMatchObject({ code: 'confirmation_required', attempts_left: 2 });
  await expectCalls(number, { register: 8 });

  expect((await number.post('retry', { confirm_attempts_left: 2 })).status).toBe(202);
  await untilUsed(number, 9);
  expect((await number.post('retry', { confirm_attempts_left: 1 })).status).toBe(202);
  await untilUsed(number, 10);
  await expectRetryRefused(number);

  await stack.meta.clearFaults();
  await passUntilLive(stack, number, 73 * HOUR);
  await expectCalls(number, { register: 11 });
});

test('expired_code_registers: an expired verification is probed, not asked for again', async () => {
  const number = await connect(stack, { scenario: 'expired_code_registers' });

  await passUntilLive(stack, number, MINUTE);

  await expectCalls(number, { register: 1 });
});

test('sent three times and never shown: a person must act, and is offered to', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    faults: [{ path: '/register', times: 3, effect: { reply: 'before' } }],
  });
  await number.untilReason('confirming');

  const stuck = await stack.passUntil(
    async () => {
      const now = await number.onboarding();
      return now.reason === 'accepted_not_applied' ? now : null;
    },
    { stride: 6 * HOUR, atMost: 3 * DAY },
  );

  expect(stuck).toMatchObject({ stage: 'registering', waiting_on: 'operator' });
  expect(stuck.next_actions[0]?.id).toBe('support_bundle');
  await expectCalls(number, { register: 3 });
  await stack.pass(3 * DAY);
  await expectCalls(number, { register: 3 });
  await retry(number);
  await passUntilLive(stack, number, MINUTE);
  await expectCalls(number, { register: 4 });
});
