import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { expectCalls, expectRetryRefused } from '../support/expectations.js';
import { connect, type Journey } from '../support/journey.js';
import { startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** A number that lives in the WhatsApp Business app too: zero register, deregister and code calls, whatever happens (onboarding.md §7.6). */
let stack: VirtualStack;
const numbers: Journey[] = [];

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

afterEach(async () => {
  for (const number of numbers.splice(0)) await expectCalls(number, { register: 0 });
});

async function coexisting(...[product, parts]: Parameters<typeof connect>): Promise<Journey> {
  const number = await connect(product, parts);
  numbers.push(number);
  return number;
}

/** Everything that would break the app for its owner is refused, by name. */
async function expectProtected(number: Journey): Promise<void> {
  const answers = [
    await number.post('code-requests', { method: 'SMS', language: 'en_US' }),
    await number.post('code', { code: '123450' }),
    await number.post('pin/replace', {}),
    await stack.api('DELETE', `/v1/numbers/${number.id}?deregister=true`),
  ];
  for (const { status, body } of answers) {
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'coexistence_protected' });
  }
  await expectRetryRefused(number);
}

test.each(['disconnected', 'unregistered', 'off_the_app'])(
  'coexistence_disconnected (the node then shows: %s): the owner must reconnect, nothing of ours touches it',
  async (shows) => {
    const number = await coexisting(stack, {
      scenario: 'coexistence_disconnected',
      simulated: { coexistence_disconnect: shows },
    });
    await number.untilReason('coexistence_live');
    await expectProtected(number);

    await stack.pass(DAY);
    await stack.pass(7 * HOUR);

    const away = await number.untilReason('coexistence_disconnected');
    expect(away).toMatchObject({ waiting_on: 'customer' });
    await stack.pass(10 * MINUTE);
    await stack.pass(3 * DAY);
    await number.untilReason('coexistence_disconnected');
    await expectProtected(number);
  },
);

test('coexistence_reconnects: live again without a hand of ours', async () => {
  const number = await coexisting(stack, { scenario: 'coexistence_reconnects' });
  await number.untilReason('coexistence_live');
  await stack.pass(DAY);
  await number.check();
  await number.untilReason('coexistence_disconnected');

  await stack.pass(2 * HOUR);

  expect(await number.untilReason('coexistence_live')).toMatchObject({ stage: 'live' });
});

test('not linked yet: the owner finishes in the app, then the number is live', async () => {
  const number = await coexisting(stack, {
    scenario: 'coexistence',
    simulated: { status: 'PENDING', platform_type: 'NOT_APPLICABLE' },
  });
  const unfinished = await number.untilReason('coexistence_unfinished');
  expect(unfinished).toMatchObject({ stage: 'registering', waiting_on: 'customer' });
  await expectProtected(number);
  await stack.pass(2 * DAY);

  await number.simulate({ status: 'CONNECTED', platform_type: 'CLOUD_API' });
  await number.check();

  await number.untilReason('coexistence_live');
});

test('released: our callback goes, the app stays', async () => {
  const number = await coexisting(stack, { scenario: 'coexistence' });
  await number.untilReason('coexistence_live');

  expect((await stack.api('DELETE', `/v1/numbers/${number.id}`)).status).toBe(202);

  await number.untilReason('released');
  expect((await number.truth())['webhook_override']).toBeNull();
  expect((await number.truth()).status).toBe('CONNECTED');
});
