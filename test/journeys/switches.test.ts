import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/onboarding/duration.js';
import { expectCalls } from '../support/expectations.js';
import { connect } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** What no source settles about Meta: both answers end well (simulator.md §4, switches). The defaults are in the other journeys. */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

test('expired_code refused: the code that Meta then wants is asked for, and one more attempt follows', async () => {
  const number = await connect(stack, {
    scenario: 'expired_code_registers',
    simulated: { expired_code: 'refused' },
  });
  await number.untilReason('reverification_needed');
  await number.post('code-requests', { method: 'VOICE', language: 'en_US' });
  await number.untilReason('code_needed');
  const code = (await number.truth()).codes.at(-1)?.code;
  expect((await number.post('code', { code })).status).toBe(200);

  await passUntilLive(stack, number);

  await expectCalls(number, { register: 2, request_code: 1 });
});

test('lock_time unstated: twelve hours are taken for granted', async () => {
  const number = await connect(stack, {
    scenario: 'pin_guess_lock',
    simulated: { lock_time: 'unstated' },
  });
  const locked = await number.untilReason('pin_guess_lock');
  expect(Date.parse(locked.until ?? '') - stack.now()).toBeGreaterThan(11 * HOUR);

  await passUntilLive(stack, number, 13 * HOUR);

  await expectCalls(number, { register: 2 });
});

test('tries_during_block extend_it: our one try did, and no second one does', async () => {
  const number = await connect(stack, {
    scenario: 'blocked_72h',
    simulated: { tries_during_block: 'extend_it' },
  });
  await number.untilReason('register_locked');

  await passUntilLive(stack, number, 80 * HOUR);

  await expectCalls(number, { register: 2 });
});

test('phone_override_on_resubscribe kept: another system’s subscribe changes nothing for us', async () => {
  const number = await connect(stack, {
    scenario: 'override_wiped_later',
    simulated: { phone_override_on_resubscribe: 'kept' },
  });
  await passUntilLive(stack, number);
  const before = (await number.truth())['webhook_override'];

  await stack.pass(8 * HOUR);

  await number.untilReason('live');
  expect((await number.truth())['webhook_override']).toEqual(before);
  await expectCalls(number, { register: 1 });
});

test('coexistence_disconnect unchanged, coexistence_register accepted: nothing is called all the same', async () => {
  const number = await connect(stack, {
    scenario: 'coexistence_disconnected',
    simulated: { coexistence_disconnect: 'unchanged', coexistence_register: 'accepted' },
  });
  await number.untilReason('coexistence_live');

  await stack.pass(3 * DAY);

  await number.untilReason('coexistence_live');
  await expectCalls(number, { register: 0 });
});

test.each([
  { register_while_pending: 'accepted', register: 1 },
  { register_while_pending: 'refused', register: 5 },
])(
  'slow_name_review, register_while_pending $register_while_pending: live by itself, in as few attempts as that takes',
  async ({ register_while_pending, register }) => {
    const number = await connect(stack, {
      scenario: 'slow_name_review',
      simulated: { register_while_pending },
    });

    await passUntilLive(stack, number, 4 * DAY);

    const made = (await number.seenByMeta('register')).length;
    expect(made).toBeLessThanOrEqual(register);
    await expectCalls(number, { register: made });
  },
);
