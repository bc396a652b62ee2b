import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/onboarding/duration.js';
import { expectCalls, expectRetryRefused } from '../support/expectations.js';
import { connect } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** What Meta says is not always what its documents say: watch, change nothing, go on (onboarding.md §3, L3 and U). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

test('unknown_values: shows the words it does not know, writes nothing, and goes on when they pass', async () => {
  const number = await connect(stack, { scenario: 'unknown_values' });
  const odd = await number.untilReason('unrecognised_state');
  expect(odd).toMatchObject({ stage: 'verifying', waiting_on: 'meta' });
  expect(odd.explanation).toContain('status SIMULATED_NEW_STATUS');
  await expectRetryRefused(number);
  await expectCalls(number, { register: 0 });

  await passUntilLive(stack, number, HOUR);

  await expectCalls(number, { register: 1 });
});

test('field_removed: a field that Meta no longer knows is not asked for again, and blinds nobody', async () => {
  const number = await connect(stack, { scenario: 'field_removed' });

  await passUntilLive(stack, number);

  await expectCalls(number, { register: 1 });
});

test('connected_not_applicable: health says that it is not linked, so it is registered', async () => {
  const number = await connect(stack, { scenario: 'connected_not_applicable' });

  await passUntilLive(stack, number);

  await expectCalls(number, { register: 1 });
});

test('connected_not_applicable with a health that allows messages: live, not registered', async () => {
  const number = await connect(stack, {
    scenario: 'connected_not_applicable',
    simulated: { health_status: health('AVAILABLE') },
  });

  await number.untilStage('live');

  await expectCalls(number, { register: 0 });
});

test('connected_not_applicable without a health: watched, never written to', async () => {
  const number = await connect(stack, {
    scenario: 'connected_not_applicable',
    simulated: { health_status: health('BLOCKED') },
  });
  const odd = await number.untilReason('unrecognised_state');
  expect(odd.explanation).toContain('platform_type NOT_APPLICABLE');
  await expectRetryRefused(number);

  await stack.pass(2 * DAY);

  await expectCalls(number, { register: 0 });
});

const health = (canSend: string) => ({
  can_send_message: canSend,
  entities: [{ entity_type: 'PHONE_NUMBER', id: '1', can_send_message: canSend }],
});

test('straight_through while Meta adds keys and values that nobody has seen', async () => {
  await stack.meta.post('/chaos', { unknown_keys: 0.5, seed: 7 });
  const number = await connect(stack, { scenario: 'straight_through' });

  await passUntilLive(stack, number);

  await expectCalls(number, { register: 1 });
  await stack.meta.post('/chaos', { unknown_keys: 0 });
});

test('a register reply that says the PIN was not reset: accepted, and our PIN is not called proven', async () => {
  const number = await connect(stack, {
    scenario: 'pin_left_by_previous_provider',
    simulated: { register_reply: 'pin_not_reset' },
  });

  await passUntilLive(stack, number);

  expect(await number.seenByMeta('register')).toHaveLength(1);
  expect((await stack.api('GET', `/v1/numbers/${number.id}`)).body['pin']).toMatchObject({
    stored: true,
    proven: false,
  });
});
