import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/onboarding/duration.js';
import { expectCalls, expectRetryRefused, retry, untilCalls } from '../support/expectations.js';
import { connect } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** Registered, and Meta takes its time to connect it (onboarding.md §3, A1 and A2). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

test('activation_slow: four days of waiting are four days of reading, and nothing else', async () => {
  const number = await connect(stack, { scenario: 'activation_slow' });
  const waiting = await number.untilReason('activation_pending');
  expect(waiting).toMatchObject({ stage: 'activating', waiting_on: 'meta' });
  expect(await number.condition('registered')).toMatchObject({ status: 'met' });
  expect(await number.condition('connected')).toMatchObject({ status: 'not_met' });
  await expectRetryRefused(number);
  await stack.pass(3 * DAY);
  await number.untilReason('activation_pending');

  await passUntilLive(stack, number, 2 * DAY);

  await expectCalls(number, { register: 1 });
  expect(await number.reasonsOnTheWay()).not.toContain('activation_overdue');
});

test('never connected: overdue after five working days, goes on looking, and Retry registers once more', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    simulated: { activation_ms: null },
  });
  await number.untilReason('activation_pending');
  await stack.pass(8 * DAY);

  const overdue = await number.untilReason('activation_overdue');
  expect(overdue).toMatchObject({ stage: 'activating', waiting_on: 'operator' });
  expect(overdue.next_actions[0]?.id).toBe('support_bundle');
  await stack.pass(5 * DAY);
  await expectCalls(number, { register: 1 });

  await number.simulate({ activation_ms: 5_000 });
  await retry(number);
  await untilCalls(number, 'register', 2);

  await passUntilLive(stack, number, 7 * HOUR);
  await expectCalls(number, { register: 2 });
});

test('registered and then disconnected by Meta: not registered again by itself, only by Retry', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    simulated: { activation_ms: null },
  });
  await number.untilReason('activation_pending');
  await number.simulate({ status: 'DISCONNECTED', activation_ms: 5_000 });
  await number.check();
  const disconnected = await number.untilReason('number_disconnected');
  expect(disconnected).toMatchObject({ stage: 'activating', waiting_on: 'operator' });
  expect(disconnected.next_actions[0]).toMatchObject({ id: 'retry', allowed: true });
  await stack.pass(2 * DAY);
  await expectCalls(number, { register: 1 });

  await retry(number);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
});
