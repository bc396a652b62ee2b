import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nextActions } from '../../src/onboarding/actions.js';
import { decide } from '../../src/onboarding/decide.js';
import { DAY } from '../../src/onboarding/duration.js';
import { REASON_CODES } from '../../src/onboarding/reasons.js';
import { makeWorld } from '../onboarding/world.js';
import { expectCalls, expectRetryRefused, retry } from '../support/expectations.js';
import { connect, type Fault } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** What Meta refuses and only a person can lift: in Meta's words, once, until Retry (onboarding.md §3, B and O). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

const refusal = (effect: Fault['effect']): Fault => ({
  path: '/register',
  effect: { status: 400, ...effect },
});

describe('waits for a person, and Retry spends one attempt', () => {
  test.each([
    {
      reason: 'terms_not_accepted',
      waiting_on: 'customer',
      effect: {
        code: 200,
        message:
          '(#200) You must accept the WhatsApp Business Cloud API terms before registering a number',
      },
      says: 'terms',
    },
    {
      reason: 'migration_blocked',
      waiting_on: 'operator',
      effect: {
        code: 100,
        subcode: 2388103,
        message: 'Invalid parameter',
        user_title: 'Cannot migrate phone number',
        user_msg: 'The WhatsApp Business Account has no payment account.',
      },
      says: 'has no payment account',
    },
    {
      reason: 'refused_unknown',
      waiting_on: 'operator',
      effect: { code: 987654, message: '(#987654) Something new' },
      says: '987654 "(#987654) Something new"',
    },
    {
      reason: 'refused_unknown',
      waiting_on: 'operator',
      effect: {
        code: 100,
        subcode: 2388001,
        message: 'Invalid parameter',
        user_title: 'Cannot Create Certificate',
        user_msg: 'A sentence that nobody has seen yet.',
      },
      says: '100/2388001 "A sentence that nobody has seen yet."',
    },
  ])('$reason ($effect.code)', async ({ reason, waiting_on, effect, says }) => {
    const number = await connect(stack, {
      scenario: 'straight_through',
      faults: [refusal(effect)],
    });
    const waiting = await number.untilReason(reason);
    expect(waiting).toMatchObject({ stage: 'registering', waiting_on });
    expect(waiting.explanation).toContain(says);
    expect(waiting.next_actions[0]).toMatchObject({ id: 'retry', allowed: true });
    await stack.pass(2 * DAY);
    await expectCalls(number, { register: 1 });

    await retry(number);

    await passUntilLive(stack, number);
    await expectCalls(number, { register: 2 });
  });

  test('account_locked: a restricted account keeps its PIN, and Retry follows the appeal', async () => {
    const number = await connect(stack, {
      scenario: 'straight_through',
      waba: { payment_method: false },
      faults: [refusal({ status: 403, code: 131031, message: '(#131031) Account locked' })],
    });
    const locked = await number.untilReason('account_locked');
    expect(locked).toMatchObject({ stage: 'registering', waiting_on: 'customer' });
    await expectCalls(number, { register: 1 });

    await retry(number);

    await passUntilLive(stack, number);
    await expectCalls(number, { register: 2 });
  });

  test('131031 on a healthy account is a wrong PIN: ours is set, and one attempt follows', async () => {
    const number = await connect(stack, {
      scenario: 'pin_left_by_previous_provider',
      simulated: { wrong_pin_answer: 131031 },
    });

    await passUntilLive(stack, number);

    await expectCalls(number, { register: 2 });
  });
});

test('permission_missing: a token without the messaging scope, granted later, found by Check now', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    waba: { scopes: ['whatsapp_business_management'] },
  });
  const missing = await number.untilReason('permission_missing');
  expect(missing).toMatchObject({ waiting_on: 'operator' });
  expect(missing.explanation).toContain('whatsapp_business_messaging');
  expect(missing.next_actions[0]).toMatchObject({ id: 'check', allowed: true });
  await expectRetryRefused(number);
  await stack.pass(2 * DAY);
  const before = (await number.seenByMeta('register')).length;
  expect(before).toBe(1);

  await stack.meta.put(`/wabas/${number.wabaId}`, {
    scopes: ['whatsapp_business_management', 'whatsapp_business_messaging'],
  });
  await number.check();

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
});

test('in bulk: Retry for every number with that reason, and for no other', async () => {
  const terms = refusal({
    code: 200,
    message: '(#200) You must accept the WhatsApp Business Cloud API terms',
  });
  const numbers = await Promise.all(
    [1, 2].map(() => connect(stack, { scenario: 'straight_through', faults: [terms] })),
  );
  const other = await connect(stack, { scenario: 'two_step_left_on' });
  for (const number of numbers) await number.untilReason('terms_not_accepted');
  await other.untilReason('two_step_on');

  const { status } = await stack.api('POST', '/v1/numbers/retry?reason=terms_not_accepted');

  expect(status).toBe(202);
  for (const number of numbers) {
    await passUntilLive(stack, number);
    await expectCalls(number, { register: 2 });
  }
  await expectCalls(other, { register: 1 });
});

test('every action that any reason offers has its route', async () => {
  const { body } = await stack.api('GET', '/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, unknown>>;
  const isRoute = (method: string, route: string): boolean =>
    paths[route]?.[method.toLowerCase()] !== undefined;
  const number = await connect(stack, { scenario: 'two_step_left_on' });
  const world = makeWorld({ number: { phoneNumberId: number.id, wabaId: number.wabaId } });

  const targets = REASON_CODES.flatMap((reason) =>
    nextActions(world, { ...decide(world), reason }, world.at).map(
      ({ method, href }) =>
        `${method} ${href.replace(number.id, '{id}').replace(number.wabaId, '{waba_id}')}`,
    ),
  ).filter((target) => target.includes(' /'));

  const missing = new Set(
    targets.filter((target) => {
      const [method = '', route = ''] = target.split(' ');
      return !isRoute(method, route);
    }),
  );
  expect([...missing]).toEqual([]);
});
