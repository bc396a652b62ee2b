import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { expectCalls, expectOurPin, expectRetryRefused, retry } from '../support/expectations.js';
import { connect } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** Two-step verification with a PIN that is not ours, or locked, or ignored (onboarding.md §3, P0, P1, P2). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

test('pin_guess_lock: our PIN is set at once, and one attempt follows when Meta’s time is over', async () => {
  const number = await connect(stack, { scenario: 'pin_guess_lock' });
  const locked = await number.untilReason('pin_guess_lock');
  expect(locked).toMatchObject({ stage: 'registering', waiting_on: 'time' });
  const waits = Date.parse(locked.until ?? '') - stack.now();
  expect(waits).toBeGreaterThan(11 * HOUR);
  expect(waits).toBeLessThanOrEqual(12 * HOUR + MINUTE);
  await expectRetryRefused(number);
  await expectOurPin(number);

  await stack.pass(11 * HOUR);
  await expectCalls(number, { register: 1 });

  await passUntilLive(stack, number, 2 * HOUR);
  await expectCalls(number, { register: 2 });
});

test('pin_guess_lock with pin_policy ask: the PIN a person gives is tried once the lock is over, not before', async () => {
  const number = await connect(stack, {
    scenario: 'pin_guess_lock',
    wishes: { pin_policy: 'ask' },
  });
  const needed = await number.untilReason('pin_needed');
  expect(needed.next_actions.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['enter_pin', 'replace_pin']),
  );
  await expectRetryRefused(number);

  const pin = (await number.pinAtMeta()) ?? '';
  expect((await stack.api('PUT', `/v1/numbers/${number.id}/pin`, { pin })).status).toBe(200);
  await number.untilReason('pin_guess_lock');
  await expectCalls(number, { register: 1 });

  await passUntilLive(stack, number, 13 * HOUR);
  await expectCalls(number, { register: 2 });
  expect(await number.storedPin()).toBe(pin);
});

test('pin_left_by_previous_provider with pin_policy ask: Replace PIN goes on by itself', async () => {
  const number = await connect(stack, {
    scenario: 'pin_left_by_previous_provider',
    wishes: { pin_policy: 'ask' },
  });
  await number.untilReason('pin_needed');
  await expectRetryRefused(number);

  expect((await number.post('pin/replace', {})).status).toBe(200);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
});

test('pin_left_by_previous_provider with pin_policy ask: a wrong PIN is one attempt, and asks again', async () => {
  const number = await connect(stack, {
    scenario: 'pin_left_by_previous_provider',
    wishes: { pin_policy: 'ask' },
  });
  await number.untilReason('pin_needed');

  const put = (pin: string) => stack.api('PUT', `/v1/numbers/${number.id}/pin`, { pin });
  expect((await put('602214')).status).toBe(200);
  await expect
    .poll(async () => (await number.onboarding()).registration.used, { timeout: 30_000 })
    .toBe(2);
  await number.untilReason('pin_needed');

  expect((await put((await number.pinAtMeta()) ?? '')).status).toBe(200);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 3 });
});

test('a PIN given with the number is tried, never replaced before', async () => {
  const number = await connect(stack, {
    scenario: 'pin_left_by_previous_provider',
    wishes: { pin: '918273' },
  });

  await passUntilLive(stack, number);

  await expectCalls(number, { register: 1 });
  expect(await number.storedPin()).toBe('918273');
});

test('pin_retired: any six digits do, and the one we sent stays ours', async () => {
  const number = await connect(stack, { scenario: 'pin_retired' });

  await passUntilLive(stack, number);

  expect(await number.seenByMeta('register')).toHaveLength(1);
  expect(await number.storedPin()).toMatch(/^\d{6}$/);
});

test('two_step_left_on: waits for the owner, however long; Retry then registers once', async () => {
  const number = await connect(stack, { scenario: 'two_step_left_on' });
  const waiting = await number.untilReason('two_step_on');
  expect(waiting).toMatchObject({ stage: 'registering', waiting_on: 'customer' });
  expect(waiting.next_actions[0]).toMatchObject({
    id: 'retry',
    allowed: true,
    spends: '1 of 9 attempts left',
  });

  await stack.pass(3 * DAY);
  await expectCalls(number, { register: 1 });
  expect((await number.onboarding()).reason).toBe('two_step_on');

  await retry(number);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
});

test('two_step_left_on: Retry before the owner turned it off costs one attempt and asks again', async () => {
  const number = await connect(stack, { scenario: 'two_step_left_on' });
  await number.untilReason('two_step_on');

  await retry(number);

  await expect
    .poll(async () => (await number.onboarding()).registration.used, { timeout: 30_000 })
    .toBe(2);
  await number.untilReason('two_step_on');
  await expectCalls(number, { register: 2 });
});
