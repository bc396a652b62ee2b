import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/onboarding/duration.js';
import { eventsOf, expectCalls, untilCalls } from '../support/expectations.js';
import { connect } from '../support/journey.js';
import { startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** A live number whose new name is approved is registered once more (onboarding.md §3, R1). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

/** Live, and renamed at Meta an hour after that; a live number is looked at every six hours. */
async function renamed(scenario: string, wishes: Record<string, unknown> = {}) {
  const number = await connect(stack, { scenario, wishes });
  await stack.passUntil(async () => (await number.onboarding()).stage === 'live', {
    stride: 5_000,
    atMost: HOUR,
  });
  await stack.pass(HOUR);
  await stack.pass(6 * HOUR);
  return number;
}

test('renamed_later: under the same PIN, and live all the time', async () => {
  const number = await renamed('renamed_later');

  await untilCalls(number, 'register', 2);
  await number.untilReason('live');
  await expectCalls(number, { register: 2 });
  expect((await number.truth())['verified_name']).toBe('Renamed Shop');
  expect((await number.reasonsOnTheWay()).at(-1)).toBe('live');
  expect((await number.onboarding()).deadline_at).toBeNull();
  expect(await eventsOf(stack, number, 'number.name_decided')).toMatchObject([
    { cause: 'timer', facts: { decision: 'APPROVED', name: 'Renamed Shop' } },
  ]);
});

test('rename_refused_pin: a PIN changed by somebody else is replaced first', async () => {
  const number = await renamed('rename_refused_pin');

  await untilCalls(number, 'register', 3);
  await number.untilReason('live');
  await expectCalls(number, { register: 3 });
  expect((await number.truth())['verified_name']).toBe('Renamed Shop');
});

test('rename_refused_pin with pin_policy ask: says that the name waits, and goes on with the PIN a person knows', async () => {
  const number = await renamed('rename_refused_pin', { pin_policy: 'ask' });
  const waiting = await number.untilReason('rename_waiting');
  expect(waiting).toMatchObject({ stage: 'live' });
  expect(waiting.explanation).toContain('"Renamed Shop"');
  expect(waiting.deadline_at).not.toBeNull();
  expect(await number.seenByMeta('register')).toHaveLength(2);

  const pin = (await number.pinAtMeta()) ?? '';
  expect((await stack.api('PUT', `/v1/numbers/${number.id}/pin`, { pin })).status).toBe(200);

  await number.untilReason('live');
  await expectCalls(number, { register: 3 });
});

test('rename_refused_pin with pin_policy ask, and nobody knows the PIN: after 14 days the name has lapsed', async () => {
  const number = await renamed('rename_refused_pin', { pin_policy: 'ask' });
  await number.untilReason('rename_waiting');

  await stack.pass(10 * DAY);
  await stack.pass(HOUR);
  const near = await eventsOf(stack, number, 'number.deadline_near');
  expect(near).toMatchObject([{ cause: 'timer', facts: { after: 'rename' } }]);
  await stack.pass(5 * DAY);

  expect(await eventsOf(stack, number, 'number.deadline_near')).toHaveLength(1);
  const lapsed = await number.untilReason('rename_lapsed');
  expect(lapsed).toMatchObject({ stage: 'live', waiting_on: 'operator' });
  expect(lapsed.next_actions[0]).toMatchObject({ id: 'rename', allowed: true });
});

test('rename_status_lingers: once, however long the node goes on showing the new name', async () => {
  const number = await renamed('rename_status_lingers');

  await stack.pass(3 * DAY);

  expect((await number.check()).reason).toBe('live');
  await expectCalls(number, { register: 2 });
  expect((await number.truth())['new_name_status']).toBe('APPROVED');
});
