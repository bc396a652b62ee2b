import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/onboarding/duration.js';
import { expectCalls, expectRetryRefused } from '../support/expectations.js';
import { waitUntil } from '../support/wait-until.js';
import { connect, type Journey } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** Tokens, permissions and Meta itself: what cannot be read leads to no write, and ends as soon as it can (onboarding.md §3, 3–7). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

const expectNoWrite = async (number: Journey) => {
  await expectCalls(number, { register: 0 });
  await expectRetryRefused(number);
};
let tokens = 0;
/** Meta gives out another token for the account, and a person hands it in. */
async function replaceToken(number: Journey, more: Record<string, unknown> = {}): Promise<void> {
  const token = `EAAREPLACEDTOKEN${++tokens}`;
  await stack.meta.put(`/wabas/${number.wabaId}`, { token, ...more });
  const answer = await stack.api('PUT', `/v1/wabas/${number.wabaId}/token`, {
    access_token: token,
  });
  expect(answer.status, answer.text).toBe(200);
}

test('token_expired: nothing is written for days; a new token brings the number to live', async () => {
  const number = await connect(stack, { scenario: 'token_expired' });
  const waiting = await number.untilReason('token_invalid');
  expect(waiting.next_actions[0]).toMatchObject({ id: 'replace_token', method: 'PUT' });
  await stack.pass(3 * DAY);
  await expectNoWrite(number);
  expect(await number.condition('accessible')).toMatchObject({ status: 'not_met' });
  expect(await number.condition('registered')).toMatchObject({ status: 'unknown' });

  await replaceToken(number);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 1 });
});

test('token_other_app: names both apps, subscribes nothing, and goes on with a token of ours', async () => {
  const number = await connect(stack, { scenario: 'token_other_app' });
  const waiting = await number.untilReason('token_of_other_app');
  expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'operator' });
  expect(waiting.action).toContain('4455667788990011');
  await expectNoWrite(number);

  await replaceToken(number);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 1 });
});

test('added with the wrong WhatsApp account: says so before an attempt is spent', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    wishes: { waba_id: '123456789' },
  });

  const waiting = await number.untilReason('number_not_visible');

  expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'operator' });
  expect(waiting.explanation).toContain(`${number.id} in the WhatsApp account 123456789`);
  expect(await number.condition('accessible')).toMatchObject({ status: 'not_met' });
  await stack.pass(DAY);
  await expectNoWrite(number);
});

test('added with another WhatsApp account that its token sees too: not called live where nothing would arrive', async () => {
  const other = await connect(stack, { scenario: 'straight_through' });
  const id = `${other.id}1`;
  await stack.meta.put(`/wabas/${other.wabaId}9`, { token: other.token });
  await stack.meta.put(`/wabas/${other.wabaId}`, { token: other.token });
  await stack.meta.put(`/numbers/${id}`, { waba_id: `${other.wabaId}9` });

  const answer = await stack.api('POST', '/v1/numbers', {
    phone_number_id: id,
    waba_id: other.wabaId,
  });

  expect(answer.status, answer.text).toBe(202);
  await waitUntil(
    async () => {
      const { body } = await stack.api('GET', `/v1/numbers/${id}`);
      return (
        (body as { onboarding?: { reason: string } }).onboarding?.reason === 'number_not_visible'
      );
    },
    { timeoutMs: 30_000, describe: 'the wrong account to be told' },
  );
  expect(await stack.meta.calls(id, 'register')).toHaveLength(0);
  await passUntilLive(stack, other);
});

test('added with the id of its WhatsApp account: says that it is none of a number, and no other number is seen less of', async () => {
  const before = await connect(stack, { scenario: 'coexistence' });
  await before.untilReason('coexistence_live');
  const mistaken = await stack.api('POST', '/v1/numbers', {
    phone_number_id: before.wabaId,
    waba_id: before.wabaId,
    access_token: before.token,
  });
  expect(mistaken.status, mistaken.text).toBe(202);
  await waitUntil(
    async () => {
      const { body } = await stack.api('GET', `/v1/numbers/${before.wabaId}`);
      return (
        (body as { onboarding?: { reason: string } }).onboarding?.reason === 'number_not_visible'
      );
    },
    { timeoutMs: 60_000, describe: 'the mistaken id to be told' },
  );

  const unfinished = { platform_type: 'NOT_APPLICABLE', status: 'PENDING' };
  const after = await connect(stack, { scenario: 'coexistence', simulated: unfinished });
  await after.untilReason('coexistence_unfinished');
  expect((await before.check()).reason).toBe('coexistence_live');
  await expectCalls(after, { register: 0 });
});

test('token_without_asset: invisible until the account is shared with the token’s user', async () => {
  const number = await connect(stack, { scenario: 'token_without_asset' });
  const waiting = await number.untilReason('number_not_visible');
  expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'operator' });
  expect(waiting.explanation).toContain(number.id);
  expect(waiting.next_actions[0]).toMatchObject({ id: 'check', allowed: true });
  await stack.pass(3 * DAY);
  await expectNoWrite(number);
  // The account cannot be read either, so nothing says that the number is gone.
  await number.untilReason('number_not_visible');

  await stack.meta.put(`/wabas/${number.wabaId}`, { token: number.token });
  await number.check();

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 1 });
});

test('a number that its readable account has not listed for a day is gone, and free for another owner', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    simulated: { name_status: 'DECLINED' },
  });
  await number.untilReason('name_declined');
  await stack.meta.put(`/wabas/9${number.wabaId}`, { token: `${number.token}X` });
  await number.simulate({ waba_id: `9${number.wabaId}` });
  await number.check();
  await number.untilReason('number_not_visible');

  await stack.pass(30 * HOUR);

  const gone = await number.untilReason('number_gone');
  expect(gone).toMatchObject({ stage: 'closed', waiting_on: 'none', next_check_at: null });
  expect(gone.next_actions.map(({ id }) => id)).toEqual(['add_again']);
  await expectCalls(number, { register: 0 });
});

test('partner_removed, its webhook lost: a live number that can no longer be read stays live, says so, and is not touched', async () => {
  const number = await connect(stack, { scenario: 'partner_removed' });
  await passUntilLive(stack, number);
  await stack.pass(8 * HOUR);

  const removed = await number.untilReason('number_not_visible');
  expect(removed).toMatchObject({ stage: 'live', waiting_on: 'operator' });
  expect(await number.condition('accessible')).toMatchObject({
    status: 'not_met',
    reason: 'number_not_visible',
  });
  expect(await number.condition('connected')).toMatchObject({ status: 'unknown' });
  await stack.pass(3 * DAY);
  expect(await number.seenByMeta('register')).toHaveLength(1);
});

test('permission_missing on reading: names the scope, writes nothing', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    faults: [
      {
        method: 'GET',
        times: 1_000,
        effect: {
          status: 403,
          code: 200,
          message: '(#200) Requires whatsapp_business_management permission to manage the object',
        },
      },
    ],
  });
  const waiting = await number.untilReason('permission_missing');
  expect(waiting.explanation).toContain('whatsapp_business_management');
  await expectNoWrite(number);

  await stack.meta.clearFaults();
  await number.check();
  await passUntilLive(stack, number);
});

test('read_refused_unknown: shows Meta’s own words, writes nothing', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    faults: [
      { method: 'GET', times: 1_000, effect: { status: 400, code: 4711, message: 'Never heard' } },
    ],
  });
  const waiting = await number.untilReason('read_refused_unknown');
  expect(waiting.explanation).toContain('4711 "Never heard"');
  await expectNoWrite(number);

  await stack.meta.clearFaults();
  await number.check();
  await passUntilLive(stack, number);
});

test('meta_unreachable: hundreds of failed reads lead to no write, and the first good one goes on', async () => {
  const number = await connect(stack, {
    scenario: 'straight_through',
    faults: [{ method: 'GET', times: 100_000, effect: { status: 503 } }],
  });
  const waiting = await number.untilReason('meta_unreachable');
  expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'meta' });
  await stack.pass(2 * DAY);
  await number.untilReason('meta_unreachable');
  await expectNoWrite(number);

  await stack.meta.clearFaults();

  await passUntilLive(stack, number, HOUR);
  await expectCalls(number, { register: 1 });
});

test('throttled: waits as long as Meta says, then goes on by itself', async () => {
  const number = await connect(stack, { scenario: 'throttled' });
  const waiting = await number.untilReason('throttled');
  expect(waiting).toMatchObject({ stage: 'verifying', waiting_on: 'time' });
  await expectNoWrite(number);

  await passUntilLive(stack, number, 2 * HOUR);

  await expectCalls(number, { register: 1 });
});
